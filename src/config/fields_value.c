#include "config/fields_value.h"

#include "base/locale.h"
#include "config/fields_list.h"
#include "config/show.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool fail_kind(const struct field_reader *reader, const struct yaml_node *node, const char *want)
{
    char shown[SHOW_SIZE];
    return field_fail(reader, node, "want %s, got %s", want, show_node(shown, node));
}

/* The range of a whole number or a number, and what was written instead. */
static bool fail_range(const struct field_reader *reader, const struct field *row, const struct yaml_node *node)
{
    struct text range = {0};
    char shown[SHOW_SIZE];
    field_add_range(&range, row);
    if (range.length == 0) {
        text_add(&range, "%d..%d", INT_MIN, INT_MAX);
    }
    field_fail(reader, node, "want %s, got %s", range.failed ? "another number" : range.data,
               show_text(shown, node->text));
    text_free(&range);
    return false;
}

static bool in_range(const struct field *row, double value)
{
    return (row->minimum == 0 && row->maximum == 0) ||
           (value <= row->maximum && (row->open ? value > row->minimum : value >= row->minimum));
}

/* Digits with or without a sign; what follows them in *rest. Too large ones become the largest. */
static bool whole_number(const char *text, const char **rest, long long *value)
{
    const char *digits = text + (*text == '-' || *text == '+');
    char *end;
    if (*digits < '0' || *digits > '9') {
        return false;
    }
    *value = strtoll(text, &end, 10);
    *rest = end;
    return true;
}

static bool int_fits(const struct field *row, long long value)
{
    return value >= INT_MIN && value <= INT_MAX && in_range(row, (double)value);
}

static bool read_int(const struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                     int *place)
{
    const char *rest;
    long long value;
    if (!whole_number(node->text, &rest, &value) || *rest) {
        return fail_kind(reader, node, "a whole number");
    }
    if (!int_fits(row, value)) {
        return fail_range(reader, row, node);
    }
    *place = (int)value;
    return true;
}

static bool read_number(const struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                        double *place)
{
    char *end;
    locale_t before = locale_plain();
    double value = strtod(node->text, &end);
    locale_restore(before);
    bool decimal = *node->text && strspn(node->text, "0123456789+-.eE") == strlen(node->text);
    if (!decimal || *end || !isfinite(value)) {
        return fail_kind(reader, node, "a number");
    }
    if (!in_range(row, value)) {
        return fail_range(reader, row, node);
    }
    *place = value;
    return true;
}

static bool read_bool(const struct field_reader *reader, const struct yaml_node *node, bool *place)
{
    static const char *const words[] = {"true", "yes", "on", "false", "no", "off"};
    for (int i = 0; i < 6; i++) {
        if (strcasecmp(node->text, words[i]) == 0) {
            *place = i < 3;
            return true;
        }
    }
    return fail_kind(reader, node, "true or false");
}

static bool read_seed(const struct field_reader *reader, const struct yaml_node *node, uint64_t *place)
{
    errno = 0;
    unsigned long long value = strtoull(node->text, NULL, 10);
    bool digits = *node->text && strspn(node->text, "0123456789") == strlen(node->text);
    if (!digits || errno == ERANGE || value > UINT64_MAX) {
        return fail_kind(reader, node, "a whole number 0..18446744073709551615");
    }
    *place = value;
    return true;
}

static bool read_choice(const struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                        int *place)
{
    int found = named_find(row->choices, node->text);
    if (found >= 0) {
        *place = found;
        return true;
    }
    struct text known = {0};
    char shown[SHOW_SIZE];
    const char *nearest = named_nearest(row->choices, node->text);
    named_list(&known, row->choices);
    field_fail(reader, node, "want one of %s, got %s%s%s%s", known.data ? known.data : "", show_node(shown, node),
               nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    text_free(&known);
    return false;
}

static bool read_text(const struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                      const char **place)
{
    bool null = yaml_is_null(node), may_be_empty = row->fallback && !*row->fallback;
    if (node->kind != YAML_SCALAR || (null && !may_be_empty)) {
        return fail_kind(reader, node, "a text");
    }
    *place = may_be_empty && (null || !*node->text) ? NULL : node->text;
    return true;
}

static bool fail_count(const struct field_reader *reader, const struct yaml_node *node)
{
    return field_fail(reader, node, "want at most %d numbers", FIELD_INTS_MAX);
}

/* `5`, `8x8` */
static bool read_product(const struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                         struct field_ints *ints)
{
    const char *rest = node->text;
    long long value;
    do {
        if (!whole_number(rest, &rest, &value) || (*rest && *rest != 'x')) {
            return fail_kind(reader, node, "whole numbers, such as 5, 8x8 or [7, 7, 128]");
        }
        if (!int_fits(row, value)) {
            return fail_range(reader, row, node);
        }
        if (ints->count == FIELD_INTS_MAX) {
            return fail_count(reader, node);
        }
        ints->values[ints->count++] = (int)value;
    } while (*rest++);
    return true;
}

static bool read_list(struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                      struct field_ints *ints)
{
    if (node->count > FIELD_INTS_MAX) {
        return fail_count(reader, node);
    }
    bool done = true;
    for (int i = 0; i < node->count && done; i++) {
        char place[16];
        snprintf(place, sizeof place, "%d", i);
        size_t length = field_enter(reader, place);
        done = read_int(reader, row, node->items[i], &ints->values[i]);
        field_leave(reader, length);
    }
    ints->count = node->count;
    return done;
}

static bool read_ints(struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                      struct field_ints *place)
{
    struct field_ints ints = {0};
    bool none = yaml_is_null(node) || (node->kind == YAML_SEQUENCE && node->count == 0);
    if (none && (!row->fallback || *row->fallback)) {
        return field_fail(reader, node, "want at least one number");
    }
    bool done = none || (node->kind == YAML_SEQUENCE  ? read_list(reader, row, node, &ints)
                         : node->kind == YAML_MAPPING ? fail_kind(reader, node, "a list of whole numbers")
                                                      : read_product(reader, row, node, &ints));
    if (done) {
        *place = ints;
    }
    return done;
}

bool field_read_value(struct field_reader *reader, const struct field *row, const struct yaml_node *node, void *target)
{
    void *place = (char *)target + row->offset;
    switch (row->kind) {
    case FIELD_INT:
        return read_int(reader, row, node, place);
    case FIELD_NUMBER:
        return read_number(reader, row, node, place);
    case FIELD_BOOL:
        return read_bool(reader, node, place);
    case FIELD_SEED:
        return read_seed(reader, node, place);
    case FIELD_CHOICE:
        return read_choice(reader, row, node, place);
    case FIELD_INTS:
        return read_ints(reader, row, node, place);
    case FIELD_LIST:
        return field_read_list(reader, row, node, place);
    case FIELD_COURSE:
        return field_read_course(reader, row, node, place);
    case FIELD_TEXT:
    default:
        return read_text(reader, row, node, place);
    }
}
