#ifndef DATA_AUGMENT_H
#define DATA_AUGMENT_H

#include "data/batch.h"
#include "forger/random.h"

/* From a place in the new image, relative to its middle, to the place in the old one that it shows:
 * old_x = xx x + xy y + x0, old_y = yx x + yy y + y0. */
struct augment_map {
    float xx, xy, x0;
    float yx, yy, y0;
};

/* Draw a map: the inverse of zoom, then shear (x += tan(angle) y), then rotation, then shift. Six numbers are drawn,
 * whatever the options, so that changing one leaves the others as they were. */
struct augment_map augment_draw(const struct augment_options *options, struct fg_random *random);

/* y = the image x (height, width, channels) of bytes through map, -1..1, bilinear; what lies outside x is black, -1. */
void augment_apply(const struct augment_map *map, const uint8_t *x, int height, int width, int channels, float *y);

#endif
