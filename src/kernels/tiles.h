#ifndef KERNELS_TILES_H
#define KERNELS_TILES_H

#include <stddef.h>

/* What the transforms of Winograd's algorithms (winograd.h) read and write. */

/* A tile of height x width pixels, each 4 or 3, gives height + 1 - taps by width + 1 - taps sums, and has one value for
 * each pair of the points 0, 1, -1 and infinity, at which polynomials are multiplied; a side of 3 does without -1. */
enum { TILE_POINTS = 4, TILE_VALUES = TILE_POINTS * TILE_POINTS, TILE_NEGATIVE = 2 };
struct tile_shape {
    int taps, height, width;
};

/* Pixels of an image, neighbours or some apart, in floats; and where the tiles' pixel (0, 0) is counted from: (top,
 * left) is the first that is here. Those outside are zero when read and left out when written. */
struct tile_image {
    ptrdiff_t row, column;
    int rows, columns, top, left;
};

/* Neighbours in a row, the first of which begins at pixel (row, column). */
struct tile_run {
    struct tile_shape shape;
    int row, column, count;
};

/* Where value k of channel c of the run's tile t is: values + k * value + t * tile + c / P * panel + c % P,
 * with P the panel of kernel_table. */
struct tile_values {
    float *values;
    ptrdiff_t value, panel, tile;
};

#endif
