#ifndef RUN_NPY_H
#define RUN_NPY_H

#include "forger/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { NPY_RANK_MAX = 8 };

/* Write an array of floats, row by row, as NumPy reads it: format 1.0,
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Whole or not at all. rank is in
 * 0..NPY_RANK_MAX, 0 being one number; lengths are at least 0. */
bool npy_write(const char *path, const float *data, int rank, const int64_t *shape, struct fg_error *error);

#endif
