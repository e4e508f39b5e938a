#ifndef CONFIG_FIELDS_VALUE_H
#define CONFIG_FIELDS_VALUE_H

#include "config/course.h"
#include "config/fields.h"

/* One value of a row: all kinds but groups and nodes. */

/* A reading: names what it reads in every error. */
struct field_reader {
    const struct yaml_document *document;
    char path[512]; /* of what is being read; cut where longer */
    struct fg_error *error;
};

/* Go down to a name and come back: enter returns what leave takes. */
size_t field_enter(struct field_reader *reader, const char *name);
void field_leave(struct field_reader *reader, size_t length);

/* An error at node, with the path in front; returns false. */
bool field_fail(const struct field_reader *reader, const struct yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Read node into the row's value in target. */
bool field_read_value(struct field_reader *reader, const struct field *row, const struct yaml_node *node, void *target);

/* What a node has as its main value: itself, where it is no mapping; else what an override of one field left beside it,
 * or NULL. */
const struct yaml_node *field_main_value(const struct yaml_node *node);

/* A number, or a mapping of a course's keys. */
bool field_read_course(struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                       struct course *course);

/* "1..4096", "above 0, at most 1", "at least 0"; "" where the row has no bounds. */
void field_add_range(struct text *text, const struct field *row);

/* What the row takes: "a whole number 1..4096", "one of sgd, adam, adamw". */
void field_add_want(struct text *text, const struct field *row);

#endif
