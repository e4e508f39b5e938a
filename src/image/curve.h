#ifndef IMAGE_CURVE_H
#define IMAGE_CURVE_H

#include "image/draw.h"

/* A smooth line through points, drawn where all of it is known: first the share of each pixel that it covers is
 * gathered, so that where its pieces overlap nothing gets darker. */
struct curve {
    int height, width;
    float *cover; /* (height, width), 0..1 */
};

bool curve_init(struct curve *curve, int height, int width, struct fg_error *error);
void curve_free(struct curve *curve);

/* Add a piece from (y0, x0) to (y1, x1), in pixels, centres at whole numbers; a dot where both are the same. */
void curve_add(struct curve *curve, double y0, double x0, double y1, double x1, double thickness);

/* Lay the line over the image, its top left corner at (top, left), and start a new one. */
void curve_draw(struct curve *curve, struct fg_image *image, int top, int left, struct color color);

#endif
