#include "kernels/plane.h"

#include "base/integer.h"

#include <string.h>

/* Between rows lies a line of the cache: pixels one above the other would else, where a row's bytes are a power of two,
 * all fall into the same few places of the first-level cache. */
static size_t row_floats(const struct plane *plane)
{
    return (size_t)plane->columns * (size_t)plane->channels + 16;
}

size_t plane_size(const struct plane *plane)
{
    return (size_t)plane->rows * row_floats(plane);
}

/* Nothing but pixels of the image. */
static bool is_filled(const struct plane *plane)
{
    return plane->top == 0 && plane->left == 0 && plane->rows <= plane->height && plane->columns <= plane->width;
}

void plane_clear(const struct plane *plane, float *memory)
{
    if (is_filled(plane)) {
        return;
    }
    size_t row = row_floats(plane);
    size_t left = (size_t)plane->left * (size_t)plane->channels;
    size_t end = left + (size_t)plane->width * (size_t)plane->channels;
    for (int i = 0; i < plane->rows; i++, memory += row) {
        bool image = i >= plane->top && i < plane->top + plane->height;
        memset(memory, 0, (image ? left : row) * sizeof *memory);
        if (image && end < row) {
            memset(memory + end, 0, (row - end) * sizeof *memory);
        }
    }
}

const float *plane_place(const struct plane *plane, const float *image, float *memory, ptrdiff_t *row)
{
    ptrdiff_t from = (ptrdiff_t)plane->width * plane->channels, to = (ptrdiff_t)row_floats(plane);
    if (is_filled(plane)) {
        *row = from;
        return image;
    }
    int rows = int_min(plane->height, plane->rows - plane->top);
    int columns = int_min(plane->width, plane->columns - plane->left);
    for (int i = 0; i < rows && columns > 0; i++) {
        memcpy(memory + (plane->top + i) * to + (ptrdiff_t)plane->left * plane->channels, image + i * from,
               (size_t)columns * (size_t)plane->channels * sizeof *memory);
    }
    *row = to;
    return memory;
}
