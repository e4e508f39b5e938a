#ifndef TESTS_FIELDS_SUPPORT_H
#define TESTS_FIELDS_SUPPORT_H

#include "config/fields.h"

/* A struct with a row of every kind, read from text. */

struct inner {
    int type;
    double lr;
    double decay;
};

struct outer {
    int filters;
    int free;
    double clip;
    bool bias;
    uint64_t seed;
    const char *name;
    const char *path;
    struct field_ints shape;
    struct field_ints extra;
    struct inner optimizer;
    const struct yaml_node *model;
};

extern const struct field inner_rows[4], outer_rows[12];

/* The rows of outer_rows that tests begin at. */
enum { ROW_SHAPE = 7, ROW_MODEL = 10, INNER_ROWS = 3 };

/* What was loaded last; it is freed before the next is loaded. */
extern struct yaml_document fields_document;

/* The root of text. */
struct yaml_node *fields_load(const char *text);

/* The struct in text, or the error of reading it; each asserts that it comes. */
struct outer fields_read_outer(const char *text);
struct fg_error fields_failure(const char *text);

/* For a suite's end. */
void fields_unload(void);

#endif
