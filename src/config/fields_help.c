#include "config/fields_value.h"

#include <string.h>

/* "a whole number 1..31, default 3" */
static void add_type(const struct field *row, struct text *text)
{
    if (row->kind == FIELD_GROUP || row->kind == FIELD_NODE || row->kind == FIELD_OWN) {
        return;
    }
    field_add_want(text, row);
    if (!row->fallback) {
        text_add(text, ", must be given");
    } else if (*row->fallback) {
        text_add(text, ", default %s", row->fallback);
    }
}

void field_describe(const struct field *row, const char *owners, struct text *text)
{
    struct text type = {0};
    add_type(row, &type);
    const char *what = type.length ? type.data : "", *help = row->help ? row->help : "";
    bool both = *what && *help;
    text_add(text, "%s%s%s%s%s%s", owners, *owners && (*what || *help) ? ": " : "", help, both ? " (" : "", what,
             both ? ")" : "");
    text_free(&type);
}

struct help {
    int indent, width;
    struct text *text;
};

static void measure_row(void *context, const struct field *rows, const struct field *row, const char *owners)
{
    (void)rows;
    (void)owners;
    struct help *help = context;
    int length = (int)strlen(row->name);
    help->width = length > help->width ? length : help->width;
}

static void add_row(void *context, const struct field *rows, const struct field *row, const char *owners)
{
    (void)rows;
    const struct help *help = context;
    struct text description = {0};
    field_describe(row, owners, &description);
    if (description.length) {
        text_add(help->text, "%*s%-*s  %s\n", help->indent, "", help->width, row->name, description.data);
    } else {
        text_add(help->text, "%*s%s\n", help->indent, "", row->name);
    }
    text_free(&description);
    if (row->kind == FIELD_GROUP) {
        fields_help(row->rows, help->indent + 2, help->text);
    }
}

void fields_help(const struct field *rows, int indent, struct text *text)
{
    struct help help = {.indent = indent, .text = text};
    fields_visit(rows, measure_row, &help);
    fields_visit(rows, add_row, &help);
}
