#include "kernels/frame.h"

#include "base/integer.h"

#include <string.h>

size_t frame_size(const struct frame *f)
{
    return (size_t)f->rows * (size_t)f->columns * (size_t)f->channels;
}

/* Nothing but pixels of the image. */
static bool is_filled(const struct frame *f)
{
    return f->top == 0 && f->left == 0 && f->rows <= f->height && f->columns <= f->width;
}

void frame_clear(const struct frame *f, float *plane)
{
    if (is_filled(f)) {
        return;
    }
    size_t row = (size_t)f->columns * (size_t)f->channels;
    size_t left = (size_t)f->left * (size_t)f->channels;
    size_t end = left + (size_t)f->width * (size_t)f->channels;
    for (int i = 0; i < f->rows; i++, plane += row) {
        bool image = i >= f->top && i < f->top + f->height;
        memset(plane, 0, (image ? left : row) * sizeof *plane);
        if (image && end < row) {
            memset(plane + end, 0, (row - end) * sizeof *plane);
        }
    }
}

const float *frame_place(const struct frame *f, const float *image, float *plane, ptrdiff_t *row)
{
    ptrdiff_t from = (ptrdiff_t)f->width * f->channels, to = (ptrdiff_t)f->columns * f->channels;
    if (is_filled(f)) {
        *row = from;
        return image;
    }
    int rows = int_min(f->height, f->rows - f->top), columns = int_min(f->width, f->columns - f->left);
    for (int i = 0; i < rows && columns > 0; i++) {
        memcpy(plane + (f->top + i) * to + (ptrdiff_t)f->left * f->channels, image + i * from,
               (size_t)columns * (size_t)f->channels * sizeof *plane);
    }
    *row = to;
    return plane;
}
