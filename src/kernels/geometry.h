#ifndef KERNELS_GEOMETRY_H
#define KERNELS_GEOMETRY_H

#include "base/integer.h"
#include "kernels/convolution.h"
#include "kernels/plane.h"

/* A convolution and its transpose are the same three sums with the images' roles exchanged: convolution_large.h,
 * convolution_small.h and convolution_weight.h. Weights stand as [tap][large channel][small channel], or of a
 * transposed convolution as [tap][small][large]; tap = row * kernel + column. */

static inline int geometry_taps(const struct geometry *g)
{
    return g->kernel * g->kernel;
}

static inline int geometry_positions(const struct geometry *g)
{
    return g->small_height * g->small_width;
}

static inline size_t geometry_large_size(const struct geometry *g)
{
    return (size_t)g->large_height * (size_t)g->large_width * (size_t)g->large_channels;
}

static inline size_t geometry_small_size(const struct geometry *g)
{
    return (size_t)geometry_positions(g) * (size_t)g->small_channels;
}

/* What the positions see of the large image. */
static inline struct plane geometry_large_plane(const struct geometry *g)
{
    return (struct plane){g->large_height,
                          g->large_width,
                          g->large_channels,
                          .rows = (g->small_height - 1) * g->stride + g->kernel,
                          .columns = (g->small_width - 1) * g->stride + g->kernel,
                          .top = g->top,
                          .left = g->left};
}

/* Along an axis, the pixels of the large image that the same taps see: those whose index + before (top or left) leaves
 * `number` by the stride. */
struct phase {
    int first;         /* the first one's (index + before) / stride */
    int pixel, pixels; /* its index, and how many there are, stride apart */
};

static inline struct phase geometry_phase(int number, int stride, int before, int size)
{
    int first = before > number ? int_ceil_divide(before - number, stride) : 0;
    int pixel = number + first * stride - before;
    return (struct phase){first, pixel, pixel < size ? int_ceil_divide(size - pixel, stride) : 0};
}

#endif
