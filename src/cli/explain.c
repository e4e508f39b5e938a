#include "cli/explain.h"

#include "base/memory.h"
#include "cli/shipped_experiments.h"
#include "nn/layer.h"
#include "train/experiment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 96 };

static void explain_layer(const struct layer_type *type, struct text *text)
{
    text_add(text, "%s: %s\n    - %s\n", type->named.name, type->named.help, type->example);
    fields_help(type->fields, 4, text);
}

void explain_kind(const struct kind *kind, struct text *text)
{
    if (kind->fields) {
        fields_help(kind->fields, 0, text);
        return;
    }
    struct shipped_experiments shipped;
    const struct named *const *table = kind->table ? kind->table : shipped_experiments(&shipped);
    if (!table[0]) {
        text_add(text, "none is found beside this program\n");
    }
    for (int i = 0; table[i]; i++) {
        if (table == layer_table) {
            explain_layer((const struct layer_type *)table[i], text);
            text_add(text, "\n");
        } else {
            text_add(text, "%-22s %s\n", table[i]->name, table[i]->help);
        }
    }
}

static void add_path(char path[static PATH_SIZE], const char *above, const char *name)
{
    snprintf(path, PATH_SIZE, "%s%s%s", above, *above ? "." : "", name);
}

/* The fields that say more of a choice: those with it, and, where it begins its group, those of the group. */
static void explain_choice_fields(const struct field *rows, const struct field *choice, const char *name,
                                  struct text *text)
{
    struct field shown[FIELD_ROWS_MAX + 1];
    int count = 0;
    for (const struct field *row = rows; row->name; row++) {
        bool plain = row->kind != FIELD_GROUP && row->kind != FIELD_NODE && !row->with;
        if (field_is_with(row, name) || (choice == rows && row != choice && plain)) {
            shown[count] = *row;
            shown[count++].with = NULL;
        }
    }
    shown[count] = (struct field){0};
    fields_help(shown, 4, text);
}

/* Where an experiment names a table's row: "optimizer.type: adam", and what can be said beside it. */
static void explain_choice(const struct field *rows, const char *above, const struct named *const *table,
                           const char *name, struct text *text)
{
    char path[PATH_SIZE];
    for (const struct field *row = rows; row->name; row++) {
        add_path(path, above, row->name);
        if (row->kind == FIELD_GROUP) {
            explain_choice(row->rows, path, table, name, text);
        } else if (row->kind == FIELD_CHOICE && row->choices == table) {
            text_add(text, "    %s: %s\n", path, name);
            explain_choice_fields(rows, row, name, text);
        }
    }
}

static void explain_row(const struct kind *kind, const struct named *row, struct text *text)
{
    if (kind->table == layer_table) {
        explain_layer((const struct layer_type *)row, text);
        return;
    }
    text_add(text, "%s: %s\n", row->name, row->help);
    explain_choice(experiment_fields, "", kind->table, row->name, text);
}

static bool is_kind(const char *kind, const char *name)
{
    size_t length = strlen(name);
    const char *rest = strncmp(kind, name, length) == 0 ? kind + length : "-";
    return strcmp(rest, "") == 0 || strcmp(rest, "s") == 0 || strcmp(rest, "es") == 0;
}

static void begin_paragraph(struct text *text)
{
    text_add(text, "%s", text->length ? "\n" : "");
}

static void explain_keys(const struct field *rows, const char *above, const char *name, struct text *text)
{
    char path[PATH_SIZE];
    for (const struct field *row = rows; row->name; row++) {
        add_path(path, above, row->name);
        if (strcmp(path, name) == 0 || strcmp(row->name, name) == 0) {
            struct field alone[] = {*row, {0}};
            alone[0].name = path;
            begin_paragraph(text);
            fields_help(alone, 0, text);
        }
        if (row->kind == FIELD_GROUP) {
            explain_keys(row->rows, path, name, text);
        }
    }
}

/* Every name that could have been meant. */
struct names {
    struct named *rows;
    const struct named **table;
    char (*paths)[PATH_SIZE];
    int count, most;
};

static void add_name(struct names *names, const char *name)
{
    if (names->count < names->most) {
        snprintf(names->paths[names->count], PATH_SIZE, "%s", name);
        names->rows[names->count].name = names->paths[names->count];
        names->table[names->count] = &names->rows[names->count];
        names->count++;
    }
}

static void add_keys(struct names *names, const struct field *rows, const char *above)
{
    char path[PATH_SIZE];
    for (const struct field *row = rows; row->name; row++) {
        add_path(path, above, row->name);
        add_name(names, path);
        add_name(names, row->name);
        if (row->kind == FIELD_GROUP) {
            add_keys(names, row->rows, path);
        }
    }
}

static void fail_unknown(const struct names *names, const char *name, struct fg_error *error)
{
    const char *nearest = named_nearest(names->table, name);
    fg_fail(error, FG_USAGE, "there is nothing named \"%s\"; %s%s%s`forger list` shows what there is", name,
            nearest ? "did you mean \"" : "", nearest ? nearest : "", nearest ? "\"? " : "");
}

static bool unknown(const char *name, struct fg_error *error)
{
    enum { MOST = 1000 };
    struct names names = {
        .rows = memory_new(MOST, sizeof *names.rows, error),
        .table = memory_new(MOST + 1, sizeof *names.table, error),
        .paths = memory_new(MOST, sizeof *names.paths, error),
        .most = MOST,
    };
    if (names.rows && names.table && names.paths) {
        for (int i = 0; kind_table[i]; i++) {
            const struct kind *kind = (const struct kind *)kind_table[i];
            add_name(&names, kind->named.name);
            for (int row = 0; kind->table && kind->table[row]; row++) {
                add_name(&names, kind->table[row]->name);
            }
        }
        add_keys(&names, experiment_fields, "");
        fail_unknown(&names, name, error);
    }
    free(names.rows);
    free(names.table);
    free(names.paths);
    return false;
}

bool explain(const char *name, struct text *text, struct fg_error *error)
{
    for (int i = 0; kind_table[i]; i++) {
        const struct kind *kind = (const struct kind *)kind_table[i];
        if (is_kind(kind->named.name, name)) {
            begin_paragraph(text);
            explain_kind(kind, text);
        }
    }
    for (int i = 0; kind_table[i]; i++) {
        const struct kind *kind = (const struct kind *)kind_table[i];
        int row = kind->table ? named_find(kind->table, name) : -1;
        if (row >= 0) {
            begin_paragraph(text);
            explain_row(kind, kind->table[row], text);
        }
    }
    explain_keys(experiment_fields, "", name, text);
    return text->length > 0 || unknown(name, error);
}
