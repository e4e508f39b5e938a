#ifndef KERNELS_PANELS_H
#define KERNELS_PANELS_H

#include <stdbool.h>
#include <stddef.h>

/* Matrices in the order in which multiply_panels reads them: panels of kernels()->panel columns, in each all its rows
 * one after the other, the last panel filled up with zeros. */

/* Floats that hold a matrix, whichever kernels are chosen. */
size_t panels_size(size_t rows, size_t columns);

/* The weights between so many inputs and outputs, which stand as [input][output] or as [output][input], as rows of
 * inputs. */
void panels_fill_weights(float *panels, int total, const float *w, int inputs, int outputs, bool inputs_first);

#endif
