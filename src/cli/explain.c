#include "cli/explain.h"

#include "base/memory.h"
#include "cli/shipped_experiments.h"
#include "config/course.h"
#include "nn/layer.h"
#include "train/experiment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 96 };

static void explain_layer(const struct layer_type *type, struct text *text)
{
    text_add(text, "%s: %s\n    - %s\n", type->named.name, type->named.help, type->example);
    fields_help(type->named.fields, 4, text);
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

/* The keys inside a key's mapping, or NULL. */
static const struct field *rows_below(const struct field *row)
{
    return row->kind == FIELD_GROUP ? row->rows : row->kind == FIELD_COURSE ? course_fields : NULL;
}

/* A table's row, where an experiment names it. */
struct chosen {
    const struct named *const *table;
    const struct named *row;
    const char *above; /* the path of the rows looked at */
    struct text *text;
};

/* What can be said beside a choice of what begins its group, whatever is chosen: "optimizer.lr". */
static void explain_common(const struct field *rows, struct text *text)
{
    struct field shown[FIELD_ROWS_MAX + 1];
    int count = 0;
    for (const struct field *row = rows + 1; row->name; row++) {
        if (row->kind != FIELD_GROUP && !field_is_node(row) && row->kind != FIELD_OWN) {
            shown[count++] = *row;
        }
    }
    shown[count] = (struct field){0};
    if (count > 0) {
        text_add(text, "    and what all of them have:\n");
        fields_help(shown, 4, text);
    }
}

/* "optimizer.type: adam", and what can be said beside it. */
static void explain_choice(void *context, const struct field *rows, const struct field *row, const char *owners)
{
    (void)owners;
    struct chosen *chosen = context;
    char path[PATH_SIZE];
    add_path(path, chosen->above, row->name);
    if (rows_below(row)) {
        struct chosen below = *chosen;
        below.above = path;
        fields_visit(rows_below(row), explain_choice, &below);
    } else if (row->kind == FIELD_LIST && row->choices == chosen->table) {
        text_add(chosen->text, "    %s: [%s]\n", path, chosen->row->name);
        if (chosen->row->fields) {
            fields_help(chosen->row->fields, 4, chosen->text);
        }
    } else if (row->kind == FIELD_CHOICE && row->choices == chosen->table) {
        text_add(chosen->text, "    %s: %s\n", path, chosen->row->name);
        if (chosen->row->fields) {
            fields_help(chosen->row->fields, 4, chosen->text);
        }
        if (row == rows) {
            explain_common(rows, chosen->text);
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
    struct chosen chosen = {kind->table, row, "", text};
    fields_visit(experiment_fields, explain_choice, &chosen);
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

/* A key, by its path or the last part of it. */
struct wanted {
    const char *name;
    const char *above; /* the path of the rows looked at */
    struct text *text;
};

static void explain_key(void *context, const struct field *rows, const struct field *row, const char *owners)
{
    (void)rows;
    struct wanted *wanted = context;
    char path[PATH_SIZE];
    add_path(path, wanted->above, row->name);
    if (strcmp(path, wanted->name) == 0 || strcmp(row->name, wanted->name) == 0) {
        begin_paragraph(wanted->text);
        text_add(wanted->text, "%s  ", path);
        field_describe(row, owners, wanted->text);
        text_add(wanted->text, "\n");
        if (row->kind == FIELD_GROUP) {
            fields_help(row->rows, 2, wanted->text);
        }
    }
    if (rows_below(row)) {
        struct wanted below = {wanted->name, path, wanted->text};
        fields_visit(rows_below(row), explain_key, &below);
    }
}

/* Whether text has anything then. */
static bool explain_keys(const char *name, struct text *text)
{
    struct wanted wanted = {name, "", text};
    fields_visit(experiment_fields, explain_key, &wanted);
    return text->length > 0;
}

/* Every name that could have been meant. */
struct names {
    struct named *rows;
    const struct named **table;
    char (*paths)[PATH_SIZE];
    const char *above; /* the path of the rows looked at */
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

static void add_key(void *context, const struct field *rows, const struct field *row, const char *owners)
{
    (void)rows;
    (void)owners;
    struct names *names = context;
    const char *above = names->above;
    char path[PATH_SIZE];
    add_path(path, above, row->name);
    add_name(names, path);
    add_name(names, row->name);
    if (rows_below(row)) {
        names->above = path;
        fields_visit(rows_below(row), add_key, names);
        names->above = above;
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
        .above = "",
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
        fields_visit(experiment_fields, add_key, &names);
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
    return explain_keys(name, text) || unknown(name, error);
}

static bool explain_row_of(const struct kind *kind, const char *name, struct text *text, struct fg_error *error)
{
    struct shipped_experiments shipped;
    const struct named *const *table = kind->table ? kind->table : shipped_experiments(&shipped);
    int row = named_find(table, name);
    if (row >= 0) {
        explain_row(kind, table[row], text);
        return true;
    }
    struct text known = {0};
    const char *nearest = named_nearest(table, name);
    named_list(&known, table);
    fg_fail(error, FG_USAGE, "there is nothing named \"%s\" among the %s; %s%s%sknown: %s", name, kind->named.name,
            nearest ? "did you mean \"" : "", nearest ? nearest : "", nearest ? "\"? " : "",
            known.length ? known.data : "none");
    text_free(&known);
    return false;
}

bool explain_one(const char *kind_name, const char *name, struct text *text, struct fg_error *error)
{
    for (int i = 0; kind_table[i]; i++) {
        const struct kind *kind = (const struct kind *)kind_table[i];
        if (is_kind(kind->named.name, kind_name)) {
            return kind->fields ? explain_keys(name, text) || unknown(name, error)
                                : explain_row_of(kind, name, text, error);
        }
    }
    return fg_fail(error, FG_USAGE, "there is no kind \"%s\"; `forger list` shows what there is", kind_name);
}
