#include "options.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

enum { VALUES_MAX = 16 };

void options_read(struct yaml_document *document, const struct field *rows, const char *text, void *target)
{
    struct fg_error error = {0};
    cr_assert(yaml_load_text(document, "options.yaml", text, &error), "%s: %s", text, error.message);
    cr_assert(fields_read(rows, document, document->root, "options", target, &error), "%s", error.message);
}

static int list_numbers(const struct field *field, char values[static VALUES_MAX][64])
{
    bool whole = field->kind == FIELD_INT;
    double low = field->minimum, high = field->maximum < 1000 ? field->maximum : 1000;
    double middle = low + (high - low) * 0.4;
    int count = 0;
    if (!field->open) {
        snprintf(values[count++], 64, "%.9g", low);
    }
    snprintf(values[count++], 64, "%.9g", whole ? (double)(int)middle : middle);
    snprintf(values[count++], 64, "%.9g", high);
    return count;
}

/* What a field may be. */
static int list_values(const struct field *field, char values[static VALUES_MAX][64])
{
    int count = 0;
    switch (field->kind) {
    case FIELD_INT:
    case FIELD_NUMBER:
        return list_numbers(field, values);
    case FIELD_BOOL:
        snprintf(values[count++], 64, "true");
        snprintf(values[count++], 64, "false");
        return count;
    case FIELD_CHOICE:
        for (; field->choices[count]; count++) {
            cr_assert(count < VALUES_MAX);
            snprintf(values[count], 64, "%s", field->choices[count]->name);
        }
        return count;
    default:
        return 0;
    }
}

static void try_variant(const struct named *const *table, int row, const char *fields,
                        void (*test)(const struct variant *variant))
{
    const struct named *named = table[row];
    char text[256];
    snprintf(text, sizeof text, "%s %s", named->name, fields);
    struct variant variant = {table, row, NULL, text};
    if (!named->fields) {
        test(&variant);
        return;
    }
    struct yaml_document document;
    void *own = calloc(1, named->size);
    options_read(&document, named->fields, fields, own);
    variant.own = own;
    test(&variant);
    free(own);
    yaml_close(&document);
}

void options_usual(const struct named *const *table, void (*test)(const struct variant *variant))
{
    for (int row = 0; table[row]; row++) {
        try_variant(table, row, "{}", test);
    }
}

void options_each(const struct named *const *table, void (*test)(const struct variant *variant))
{
    options_usual(table, test);
    for (int row = 0; table[row]; row++) {
        for (const struct field *field = table[row]->fields; field && field->name; field++) {
            char values[VALUES_MAX][64], fields[192];
            int count = list_values(field, values);
            for (int i = 0; i < count; i++) {
                snprintf(fields, sizeof fields, "{%s: %.63s}", field->name, values[i]);
                try_variant(table, row, fields, test);
            }
        }
    }
}
