#ifndef KERNELS_GEOMETRY_H
#define KERNELS_GEOMETRY_H

#include "base/integer.h"
#include "kernels/convolution.h"
#include "kernels/plane.h"

/* A convolution and its transpose are the same three sums with the images' roles exchanged; in convolution_large.c,
 * convolution_small.c and convolution_weight.c. Weights stand as [tap][large channel][small channel], or of a
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

/* small (count) = the sums of large over each position's window, + bias. The weights are arranged before, in as many
 * floats as _arranged says. */
void small_from_large(const struct geometry *g, int count, const float *large, const float *arranged, const float *bias,
                      float *small, float *scratch);
void small_from_large_arrange(const struct geometry *g, const float *w, int piece, float *arranged);
size_t small_from_large_arranged(const struct geometry *g);
size_t small_from_large_scratch(const struct geometry *g);

/* large (count) = small spread over the windows, + bias. */
void large_from_small(const struct geometry *g, int count, const float *small, const float *arranged, const float *bias,
                      float *large, float *scratch);
void large_from_small_arrange(const struct geometry *g, const float *w, int piece, float *arranged);
size_t large_from_small_arranged(const struct geometry *g);
size_t large_from_small_scratch(const struct geometry *g);

/* dw += large by small, summed over positions and examples. */
void weight_from_both(const struct geometry *g, int count, const float *large, const float *small, float *dw,
                      float *scratch);
size_t weight_from_both_scratch(const struct geometry *g);

/* Parts of scratch memory begin at whole lines of the cache. */
static inline size_t scratch_part(size_t floats)
{
    return (floats + 15) / 16 * 16;
}

#endif
