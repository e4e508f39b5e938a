#ifndef KERNELS_FRAME_H
#define KERNELS_FRAME_H

#include <stdbool.h>
#include <stddef.h>

/* An image of height x width x channels cut out of, or laid in, a larger plane of zeros: `rows` x `columns` pixels, on
 * which the image's first pixel stands at (top, left). What passes the plane's bottom or right border is cut off. With
 * zeros around it, kernels need not know borders. */
struct frame {
    int height, width, channels;
    int rows, columns, top, left;
};

/* Floats of a plane. */
size_t frame_size(const struct frame *frame);

/* Where the pixels of `image` are to be read: the image itself where it fills the plane, else plane, to which it is
 * copied. *row: floats from one row to the next. frame_clear(plane) comes before the first of several copies. */
const float *frame_place(const struct frame *frame, const float *image, float *plane, ptrdiff_t *row);
void frame_clear(const struct frame *frame, float *plane);

#endif
