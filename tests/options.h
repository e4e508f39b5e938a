#ifndef TESTS_OPTIONS_H
#define TESTS_OPTIONS_H

#include "config/fields.h"

/* Structs that rows of fields describe, as an experiment gives them. Every function asserts. */

/* Read text ("{momentum: 0.5}") into target, which lives as long as the document. */
void options_read(struct yaml_document *document, const struct field *rows, const char *text, void *target);

/* A row of a table with values of its own fields. */
struct variant {
    const struct named *const *table;
    int row;
    const void *own;  /* NULL where the row has no fields */
    const char *text; /* for messages: "adam {beta1: 0}" */
};

/* Do `test` with every row of a table, with the defaults. */
void options_usual(const struct named *const *table, void (*test)(const struct variant *variant));

/* The same, then with each field at its bounds and between them. */
void options_each(const struct named *const *table, void (*test)(const struct variant *variant));

#endif
