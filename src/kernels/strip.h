#ifndef KERNELS_STRIP_H
#define KERNELS_STRIP_H

#include "kernels/geometry.h"
#include "kernels/tiles.h"

/* How winograd.c cuts images into tiles, and which of them it works on at a time. */

/* An axis of the small image: first tiles of 4 points, then tiles of 3. */
struct axis {
    int longs, shorts;
};

struct tiling {
    int taps; /* along an axis, of the kernel of each phase */
    struct axis down, across;
};

struct tiling tiling_of(const struct geometry *g);

/* Points of an axis' tiles. */
int axis_points(const struct axis *axis);

/* Rows of tiles, of all examples one after the other. The tiles are numbered so that those that have a point along an
 * axis are neighbours: short rows' long tiles, long rows' long tiles, long rows' short ones, short rows' short ones. */
struct strip {
    const struct geometry *g;
    struct tiling tiling;
    int limit;                /* to the rows */
    int first, longs, shorts; /* rows */
};

/* Floats of values that a strip has at most, and so the scratch memory for them. */
size_t strip_size(const struct geometry *g, int channels);

/* for (struct strip strip = strip_begin(g, channels); strip_next(&strip, count);) goes through the rows of `count`
 * examples. The strips depend on the channels that a tile has values for. */
struct strip strip_begin(const struct geometry *g, int channels);
bool strip_next(struct strip *strip, int count);

/* Whether it has all rows of the examples. */
bool strip_is_whole(const struct strip *strip, int count);

/* The tiles that have value k: first..first+count-1. */
void strip_tiles_with(const struct strip *strip, int k, int *first, int *count);

/* Room for the values: of each tile its channels side by side, or in panels, as the second matrix of a product. */
struct tile_values strip_values(const struct strip *strip, float *values, int channels, bool panels);

/* Tiles of one shape in a row. Part 0, 1, ... until false. */
struct part {
    int example, number; /* number: of the first tile, in the strip */
    struct tile_run run;
};
bool strip_part(const struct strip *strip, int index, struct part *part);

#endif
