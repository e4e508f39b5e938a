#ifndef DATA_PEN_H
#define DATA_PEN_H

#include "forger/random.h"

#include <stdbool.h>

/* Ink from the way of a pen. */

enum { PEN_POINTS = 320, PEN_BOX = 20, PEN_IMAGE = 28 };

/* Straight lines between points, as wide at a point as its radius says. */
struct pen_path {
    int count;
    float x[PEN_POINTS], y[PEN_POINTS];
    float radius[PEN_POINTS]; /* pixels, below PEN_BOX / 4 */
    bool down[PEN_POINTS];    /* a line leads here from the point before */
};

/* The edge of the ink, in pixels. */
struct pen_edge {
    float softness;  /* over which it fades, about 1 */
    float roughness; /* by which it is uneven, either way */
};

/* Scale and move the path, its aspect kept, so that its ink just fits into the box of 20x20 pixels; radii stay. */
void pen_fit(struct pen_path *path, const struct pen_edge *edge);

/* Draw a fitted path, 0..255, then move the box by whole pixels so that its centre of mass is nearest to the middle of
 * the 28x28 image: to the pixel (14, 14), counted from 0, as in MNIST. Overwrites the image. */
void pen_draw(const struct pen_path *path, const struct pen_edge *edge, struct fg_random *random,
              uint8_t pixels[static PEN_IMAGE * PEN_IMAGE]);

#endif
