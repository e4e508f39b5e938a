#include "kernels/convolution_small.h"

#include "kernels/kernels.h"
#include "kernels/panels.h"
#include "kernels/winograd.h"

#include <string.h>

/* small from large: a row of the product is a position, and its values are the position's window, read from the large
 * image itself: each row of the kernel is one segment of kernel * channels neighbours. */

static bool is_dot(const struct geometry *g)
{
    return g->small_channels <= kernels()->dot_columns;
}

/* Weights as (window, small channels) in panels, or for dot products as (small channels, window). */
void small_from_large_arrange(const struct geometry *g, const float *w, int piece, float *arranged)
{
    if (winograd_fits(g)) {
        winograd_arrange(g, w, TO_SMALL, piece, arranged);
        return;
    }
    bool dot = is_dot(g);
    int large = g->large_channels, small = g->small_channels, window = geometry_taps(g) * large;
    ptrdiff_t row = dot ? 1 : kernels()->panel;
    if (!g->transposed && dot) {
        transpose(w, small, arranged, window, small, window);
    } else if (!g->transposed) {
        panels_fill(arranged, window, w, small, window, small);
    }
    for (int tap = 0; g->transposed && tap < geometry_taps(g); tap++, w += (ptrdiff_t)large * small) {
        float *to = arranged + tap * large * row;
        if (dot) {
            for (int i = 0; i < small; i++) {
                memcpy(to + (ptrdiff_t)i * window, w + (ptrdiff_t)i * large, (size_t)large * sizeof *to);
            }
        } else {
            panels_fill_transposed(to, window, w, large, large, small);
        }
    }
}

size_t small_from_large_scratch(const struct geometry *g)
{
    struct plane plane = geometry_large_plane(g);
    return winograd_fits(g) ? winograd_scratch(g) : plane_size(&plane);
}

size_t small_from_large_arranged(const struct geometry *g)
{
    return winograd_fits(g)
               ? winograd_arranged(g)
               : panels_size((size_t)geometry_taps(g) * (size_t)g->large_channels, (size_t)g->small_channels);
}

void small_from_large(const struct geometry *g, int count, const float *large, const float *arranged, const float *bias,
                      float *small, float *scratch)
{
    if (winograd_fits(g)) {
        winograd_small_from_large(g, count, large, arranged, bias, small, scratch);
        return;
    }
    struct plane plane = geometry_large_plane(g);
    plane_clear(&plane, scratch);
    for (int n = 0; n < count; n++, large += geometry_large_size(g), small += geometry_small_size(g)) {
        ptrdiff_t row;
        const float *pixels = plane_place(&plane, large, scratch, &row);
        struct product product = {
            .rows = geometry_positions(g),
            .row_length = g->small_width,
            .columns = g->small_channels,
            .segments = g->kernel,
            .length = g->kernel * g->large_channels,
            .a = pixels,
            .a_outer = g->stride * row,
            .a_inner = (ptrdiff_t)g->stride * g->large_channels,
            .a_segment = row,
            .a_step = 1,
            .b = arranged,
            .bias = bias,
            .y = small,
            .y_outer = (ptrdiff_t)g->small_width * g->small_channels,
            .y_inner = g->small_channels,
        };
        (is_dot(g) ? multiply_dots : multiply_panels)(&product);
    }
}
