#include "config/fields_own.h"

#include <assert.h>
#include <string.h>

const struct field *field_choice_of(const struct field *rows, const struct field *own)
{
    const struct field *choice = rows;
    while (choice < own && (choice->kind != FIELD_CHOICE || strcmp(choice->name, own->name) != 0)) {
        choice++;
    }
    assert(choice < own);
    return choice;
}

const struct named *field_chosen(const struct field *rows, const struct field *own, const void *target)
{
    const struct field *choice = field_choice_of(rows, own);
    const void *place = (const char *)target + choice->offset;
    return choice->choices[*(const int *)place];
}

const void **field_own_place(const struct field *own, void *target)
{
    void *place = (char *)target + own->offset;
    return place;
}

/* Whether a row's fields, or those of any choice among them, have the key. */
static bool has_key(const struct field *rows, const char *key)
{
    bool found = false;
    for (const struct field *row = rows; row && row->name && !found; row++) {
        if (row->kind != FIELD_OWN) {
            found = strcmp(row->name, key) == 0;
            continue;
        }
        const struct named *const *table = field_choice_of(rows, row)->choices;
        for (int i = 0; table[i] && !found; i++) {
            found = has_key(table[i]->fields, key);
        }
    }
    return found;
}

/* The choice nearest to where the key could stand is the one to name: so what is inside the chosen comes first. */
static bool is_foreign(const struct field *rows, const struct field *own, const void *target, const char *key,
                       struct field_foreign *foreign)
{
    const struct field *choice = field_choice_of(rows, own);
    const struct named *chosen = field_chosen(rows, own, target);
    const void *place = (const char *)target + own->offset;
    bool found = field_find_foreign(chosen->fields, *(const void *const *)place, key, foreign);
    for (int i = 0; choice->choices[i] && !found; i++) {
        found = choice->choices[i] != chosen && has_key(choice->choices[i]->fields, key);
        *foreign = (struct field_foreign){choice, chosen};
    }
    return found;
}

bool field_find_foreign(const struct field *rows, const void *target, const char *key, struct field_foreign *foreign)
{
    bool found = false;
    for (const struct field *row = rows; row && row->name && !found; row++) {
        found = row->kind == FIELD_OWN && is_foreign(rows, row, target, key, foreign);
    }
    return found;
}

void field_describe_foreign(const struct field_foreign *foreign, const char *key, struct text *text)
{
    const char *choice = foreign->choice->name, *before = "";
    text_add(text, "belongs to `%s: ", choice);
    for (int i = 0; foreign->choice->choices[i]; i++) {
        if (has_key(foreign->choice->choices[i]->fields, key)) {
            text_add(text, "%s%s", before, foreign->choice->choices[i]->name);
            before = ", ";
        }
    }
    text_add(text, "`, and this is `%s: %s`", choice, foreign->chosen->name);
    before = ", which has ";
    for (const struct field *row = foreign->chosen->fields; row && row->name; row++) {
        if (row->kind != FIELD_OWN) {
            text_add(text, "%s%s", before, row->name);
            before = ", ";
        }
    }
}

/* Whose a table's row's fields are: several rows may share them. "" where an earlier one has them already. */
static void add_owners(const struct named *const *table, int row, struct text *owners)
{
    for (int i = 0; table[i] && table[row]->fields; i++) {
        if (table[i]->fields == table[row]->fields) {
            if (i < row) {
                return;
            }
            text_add(owners, "%s%s", i > row ? ", " : "", table[i]->name);
        }
    }
}

static void visit_rows(const struct field *rows, const char *owners,
                       void (*visit)(void *context, const struct field *rows, const struct field *row,
                                     const char *owners),
                       void *context)
{
    for (const struct field *row = rows; row->name; row++) {
        if (row->kind != FIELD_OWN) {
            visit(context, rows, row, owners);
            continue;
        }
        const struct named *const *table = field_choice_of(rows, row)->choices;
        for (int i = 0; table[i]; i++) {
            struct text names = {0};
            add_owners(table, i, &names);
            if (names.length) {
                visit_rows(table[i]->fields, names.data, visit, context);
            }
            text_free(&names);
        }
    }
}

void fields_visit(const struct field *rows,
                  void (*visit)(void *context, const struct field *rows, const struct field *row, const char *owners),
                  void *context)
{
    visit_rows(rows, "", visit, context);
}
