#ifndef CONFIG_SHOW_H
#define CONFIG_SHOW_H

#include "config/yaml.h"

/* What users wrote, as messages show it: cut where it is long, without control characters. Each returns `out`. */

enum { SHOW_SIZE = 72 };

const char *show_text(char out[static SHOW_SIZE], const char *text);

/* "abc" with the quotes; nothing; a list; a mapping. */
const char *show_node(char out[static SHOW_SIZE], const struct yaml_node *node);

/* A number in the fewest digits that read back as the same double: 0.0002, 1e-5, 1048576. */
const char *show_number(char out[static SHOW_SIZE], double number);

#endif
