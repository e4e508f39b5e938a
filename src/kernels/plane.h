#ifndef KERNELS_PLANE_H
#define KERNELS_PLANE_H

#include <stdbool.h>
#include <stddef.h>

/* An image of height x width x channels cut out of, or laid in, a larger plane of zeros: `rows` x `columns` pixels, on
 * which the image's first pixel stands at (top, left). What passes the plane's bottom or right border is cut off. With
 * zeros around it, kernels need not know borders. */
struct plane {
    int height, width, channels;
    int rows, columns, top, left;
};

/* Floats of a plane. */
size_t plane_size(const struct plane *plane);

/* Where the pixels of `image` are to be read: the image itself where it fills the plane, else memory, to which it
 * is copied. *row: floats from one row to the next. plane_clear comes before the first of several copies. */
const float *plane_place(const struct plane *plane, const float *image, float *memory, ptrdiff_t *row);
void plane_clear(const struct plane *plane, float *memory);

#endif
