#ifndef RUN_JSON_H
#define RUN_JSON_H

#include <cJSON.h>

#include <stdbool.h>
#include <stddef.h>

/* JSON in files, read and written alike in every locale. A value takes up to 50 times the memory of its text: limit
 * what is parsed. */

/* The value that text begins with, or NULL where it begins with none; its end in *end, unless that is NULL. The caller
 * frees it with cJSON_Delete(). */
cJSON *json_parse(const char *text, size_t size, const char **end);

/* As text, on one line or indented; NULL when memory ran out. The caller frees it. */
char *json_print(const cJSON *value, bool indented);

/* An integer in minimum..maximum, which a double holds exactly up to 2^53. */
bool json_integer(const cJSON *item, double minimum, double maximum, long long *value);

#endif
