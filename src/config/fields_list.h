#ifndef CONFIG_FIELDS_LIST_H
#define CONFIG_FIELDS_LIST_H

#include "config/fields_value.h"

/* Values of a FIELD_LIST. */

bool field_read_list(struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                     struct field_list *list);

/* "[spread, {brightness: {count: 500}}]" */
void field_write_list(const struct field *row, const struct field_list *list, struct text *text);

#endif
