#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include "run/safetensors.h"

#include <stdbool.h>

/* Values that PyTorch computed, stored by scripts/make_goldens.py in tests/goldens. Tests run from the repository's
 * root. Every function asserts. */

/* Do `test` with every golden whose name begins with prefix ("layer-"); at least one must be there. name: without
 * folder and suffix. */
void golden_each(const char *prefix, void (*test)(const char *name, const struct safetensors *file));

void golden_open(struct safetensors *file, const char *name);

/* A tensor of `count` numbers. */
const float *golden_floats(const struct safetensors *file, const char *name, size_t count);
const uint8_t *golden_bytes(const struct safetensors *file, const char *name, size_t count);

/* Numbers in a tensor. */
size_t golden_count(const struct safetensors *file, const char *name);
int64_t golden_rows(const struct safetensors *file, const char *name); /* its first length */

double golden_scalar(const struct safetensors *file, const char *name); /* a tensor of one float64 */
const char *golden_text(const struct safetensors *file, const char *key);
double golden_number(const struct safetensors *file, const char *key);

/* max |expected - got| / max |expected| must not pass tolerance. what, where: for the message. */
void golden_compare(const char *what, const char *where, const float *expected, const float *got, size_t count,
                    double tolerance);

#endif
