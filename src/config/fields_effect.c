#include "config/fields_value.h"

#include <string.h>

/* Values that have an effect only where another row has chosen what they are for. */

bool field_is_with(const struct field *row, const char *choice)
{
    size_t length = strlen(choice);
    for (const char *at = row->with ? row->with : ""; *at; at += strspn(at, ", ")) {
        size_t here = strcspn(at, ",");
        if (here == length && strncmp(at, choice, length) == 0) {
            return true;
        }
        at += here;
    }
    return false;
}

/* The row whose choices a row's `with` names; NULL: none of these. */
static const struct field *find_choice(const struct field *rows, const struct field *row)
{
    for (const struct field *other = rows; other->name; other++) {
        for (int i = 0; row->with && other->kind == FIELD_CHOICE && other->choices[i]; i++) {
            if (field_is_with(row, other->choices[i]->name)) {
                return other;
            }
        }
    }
    return NULL;
}

bool field_applies(const struct field *rows, const struct field *row, const void *target)
{
    const struct field *choice = find_choice(rows, row);
    const void *place = choice ? (const char *)target + choice->offset : NULL;
    return !choice || field_is_with(row, choice->choices[*(const int *)place]->name);
}

/* Whether a value is what its row has as the default. */
static bool is_default(const struct field *row, const void *target)
{
    union {
        double number;
        uint64_t seed;
        const char *words;
        struct field_ints ints;
        struct field_list list;
    } fallback;
    struct text ours = {0}, theirs = {0};
    struct field alone[] = {*row, {0}};
    fields_write_inline(alone, target, &ours);
    alone[0].offset = 0;
    bool read = fields_read(alone, NULL, NULL, "", &fallback, NULL);
    fields_write_inline(alone, &fallback, &theirs);
    bool same = read && ours.data && theirs.data && strcmp(ours.data, theirs.data) == 0;
    text_free(&ours);
    text_free(&theirs);
    return same;
}

void fields_report_idle(const struct field *rows, const struct yaml_node *node, const char *path, const void *target,
                        void (*report)(void *context, const char *path, const struct yaml_node *value,
                                       const struct field *row, const struct field *choice),
                        void *context)
{
    for (const struct field *row = rows; row->name && node; row++) {
        if (row->kind == FIELD_OWN) {
            continue;
        }
        const struct yaml_node *value = yaml_get(node, row->name);
        struct text below = {0};
        text_add(&below, "%s%s%s", path, *path ? "." : "", row->name);
        if (value && row->kind == FIELD_GROUP) {
            fields_report_idle(row->rows, value, below.data ? below.data : "", (const char *)target + row->offset,
                               report, context);
        } else if (value && !field_applies(rows, row, target) && !is_default(row, target)) {
            report(context, below.data ? below.data : "", value, row, find_choice(rows, row));
        }
        text_free(&below);
    }
}
