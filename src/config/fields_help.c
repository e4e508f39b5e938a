#include "config/fields_value.h"

#include <string.h>

static int widest(const struct field *rows)
{
    int width = 0;
    for (; rows->name; rows++) {
        int length = (int)strlen(rows->name);
        width = length > width ? length : width;
    }
    return width;
}

/* "a whole number 1..31, default 3" */
static void add_type(const struct field *row, struct text *text)
{
    if (row->kind == FIELD_GROUP || row->kind == FIELD_NODE) {
        return;
    }
    field_add_want(text, row);
    if (!row->fallback) {
        text_add(text, ", must be given");
    } else if (*row->fallback) {
        text_add(text, ", default %s", row->fallback);
    }
}

void field_describe(const struct field *row, struct text *text)
{
    struct text type = {0};
    add_type(row, &type);
    const char *what = type.length ? type.data : "", *help = row->help ? row->help : "";
    bool both = *what && *help;
    text_add(text, "%s%s%s%s%s%s", row->with ? row->with : "", row->with ? ": " : "", help, both ? " (" : "", what,
             both ? ")" : "");
    text_free(&type);
}

static void add_row(const struct field *row, int indent, int width, struct text *text)
{
    struct text description = {0};
    field_describe(row, &description);
    if (description.length) {
        text_add(text, "%*s%-*s  %s\n", indent, "", width, row->name, description.data);
    } else {
        text_add(text, "%*s%s\n", indent, "", row->name);
    }
    text_free(&description);
}

void fields_help(const struct field *rows, int indent, struct text *text)
{
    int width = widest(rows);
    for (const struct field *row = rows; row->name; row++) {
        add_row(row, indent, width, text);
        if (row->kind == FIELD_GROUP) {
            fields_help(row->rows, indent + 2, text);
        }
    }
}
