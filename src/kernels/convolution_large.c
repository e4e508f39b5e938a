#include "kernels/convolution_large.h"

#include "base/integer.h"
#include "kernels/kernels.h"
#include "kernels/panels.h"
#include "kernels/spread.h"
#include "kernels/winograd.h"

#include <string.h>

/* large from small. Along one axis, pixel q of the large image gets tap k of position p where p * stride + k = q +
 * before (top or left). So pixels whose q + before leave the same remainder by the stride, its phase, get the same
 * taps: k = phase, phase + stride, ... With u = (q + before) / stride they come from the positions u, u - 1, ...: each
 * pair of phases of rows and columns is a convolution of stride 1 over the small image, with its taps in falling order.
 */

struct phase_taps {
    int number, taps;
    struct phase phase;
    int position; /* on the plane, of the first tap of the first pixel */
};

static int taps_of(const struct geometry *g, int phase)
{
    return phase < g->kernel ? int_ceil_divide(g->kernel - phase, g->stride) : 0;
}

/* Zeros before the small image's first position: the first pixel may see taps of positions before it. */
static int zeros_before(const struct geometry *g, int before)
{
    int zeros = taps_of(g, 0) - 1 - before / g->stride;
    return zeros > 0 ? zeros : 0;
}

static struct phase_taps find_phase(const struct geometry *g, int number, int before, int size)
{
    struct phase phase = geometry_phase(number, g->stride, before, size);
    return (struct phase_taps){
        .number = number,
        .taps = taps_of(g, number),
        .phase = phase,
        .position = phase.first - (taps_of(g, number) - 1) + zeros_before(g, before),
    };
}

static struct plane small_plane(const struct geometry *g)
{
    int top = zeros_before(g, g->top), left = zeros_before(g, g->left);
    return (struct plane){g->small_height,
                          g->small_width,
                          g->small_channels,
                          .rows = top + (g->large_height - 1 + g->top) / g->stride + 1,
                          .columns = left + (g->large_width - 1 + g->left) / g->stride + 1,
                          .top = top,
                          .left = left};
}

static bool is_dot(const struct geometry *g)
{
    return g->large_channels <= kernels()->dot_columns;
}

/* One pair's weights, in panels or for dot products. */
static void arrange_pair(const struct geometry *g, const struct phase_taps *rows, const struct phase_taps *columns,
                         const float *w, float *arranged)
{
    bool dot = is_dot(g);
    int large = g->large_channels, small = g->small_channels, steps = rows->taps * columns->taps * small;
    for (int i = 0, tap = 0; i < rows->taps; i++) {
        int k = rows->number + (rows->taps - 1 - i) * g->stride;
        for (int j = 0; j < columns->taps; j++, tap++) {
            int l = columns->number + (columns->taps - 1 - j) * g->stride;
            const float *from = w + (ptrdiff_t)(k * g->kernel + l) * large * small;
            float *to = arranged + (ptrdiff_t)tap * small * (dot ? 1 : kernels()->panel);
            if (dot && !g->transposed) {
                for (int c = 0; c < large; c++) {
                    memcpy(to + (ptrdiff_t)c * steps, from + (ptrdiff_t)c * small, (size_t)small * sizeof *to);
                }
            } else if (dot) {
                transpose(from, large, to, steps, large, small);
            } else {
                panels_fill_weights(to, steps, from, small, large, g->transposed);
            }
        }
    }
}

static size_t pair_weights(const struct geometry *g, const struct phase_taps *rows, const struct phase_taps *columns)
{
    return panels_size((size_t)rows->taps * (size_t)columns->taps * (size_t)g->small_channels,
                       (size_t)g->large_channels);
}

/* Pair number row * stride + column. */
static void find_pair(const struct geometry *g, int pair, struct phase_taps *rows, struct phase_taps *columns)
{
    *rows = find_phase(g, pair / g->stride, g->top, g->large_height);
    *columns = find_phase(g, pair % g->stride, g->left, g->large_width);
}

void large_from_small_arrange(const struct geometry *g, const float *w, int piece, float *arranged)
{
    if (winograd_fits(g)) {
        winograd_arrange(g, w, TO_LARGE, piece, arranged);
        return;
    }
    if (spread_fits(g)) {
        spread_arrange(g, w, arranged);
        return;
    }
    for (int pair = 0; pair < g->stride * g->stride; pair++) {
        struct phase_taps rows, columns;
        find_pair(g, pair, &rows, &columns);
        arrange_pair(g, &rows, &columns, w, arranged);
        arranged += pair_weights(g, &rows, &columns);
    }
}

size_t large_from_small_arranged(const struct geometry *g)
{
    return winograd_fits(g)
               ? winograd_arranged(g)
               : panels_size((size_t)geometry_taps(g) * (size_t)g->small_channels, (size_t)g->large_channels);
}

size_t large_from_small_scratch(const struct geometry *g)
{
    struct plane plane = small_plane(g);
    return winograd_fits(g) ? winograd_scratch(g) : plane_size(&plane);
}

static void multiply_pair(const struct geometry *g, const struct phase_taps *rows, const struct phase_taps *columns,
                          const float *pixels, ptrdiff_t row, const float *arranged, const float *bias, float *large)
{
    ptrdiff_t channels = g->large_channels, large_row = g->large_width * channels;
    struct product product = {
        .rows = rows->phase.pixels * columns->phase.pixels,
        .row_length = columns->phase.pixels,
        .columns = g->large_channels,
        .segments = rows->taps,
        .length = columns->taps * g->small_channels,
        .a = pixels + rows->position * row + (ptrdiff_t)columns->position * g->small_channels,
        .a_outer = row,
        .a_inner = g->small_channels,
        .a_segment = row,
        .a_step = 1,
        .b = arranged,
        .bias = bias,
        .y = large + rows->phase.pixel * large_row + columns->phase.pixel * channels,
        .y_outer = g->stride * large_row,
        .y_inner = g->stride * channels,
    };
    if (product.rows > 0) {
        (is_dot(g) ? multiply_dots : multiply_panels)(&product);
    }
}

static void fill_pixels(const struct geometry *g, int count, const float *bias, float *large)
{
    size_t floats = (size_t)count * geometry_large_size(g), channels = (size_t)g->large_channels;
    if (!bias) {
        memset(large, 0, floats * sizeof *large);
        return;
    }
    for (size_t i = 0; i < floats; i += channels) {
        memcpy(large + i, bias, channels * sizeof *large);
    }
}

void large_from_small(const struct geometry *g, int count, const float *small, const float *arranged, const float *bias,
                      float *large, float *scratch)
{
    if (winograd_fits(g)) {
        fill_pixels(g, count, bias, large);
        winograd_large_from_small(g, count, small, arranged, large, scratch);
        return;
    }
    if (spread_fits(g)) {
        fill_pixels(g, count, bias, large);
        spread_add(g, count, small, arranged, large);
        return;
    }
    struct plane plane = small_plane(g);
    plane_clear(&plane, scratch);
    for (int n = 0; n < count; n++, small += geometry_small_size(g), large += geometry_large_size(g)) {
        ptrdiff_t row;
        const float *pixels = plane_place(&plane, small, scratch, &row);
        const float *weights = arranged;
        for (int pair = 0; pair < g->stride * g->stride; pair++) {
            struct phase_taps rows, columns;
            find_pair(g, pair, &rows, &columns);
            multiply_pair(g, &rows, &columns, pixels, row, weights, bias, large);
            weights += pair_weights(g, &rows, &columns);
        }
    }
}
