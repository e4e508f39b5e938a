#include "kernels/geometry.h"
#include "kernels/kernels.h"
#include "kernels/panels.h"
#include "kernels/winograd.h"

#include <string.h>

/* Gradients of the weights: sums over positions. Two ways, which leave the gradient in one order or the other:
 * - LARGE_FIRST: a row of the product is a value of the window (tap and large channel), a column is a small channel,
 * and the small image is the one in panels;
 * - SMALL_FIRST: for each tap, a row is a small channel, and a column a large one, of which the pixels that the tap
 * sees are put into panels. The order of the weights decides, but where that leaves fewer columns than `multiply` has
 * use for, the other way is taken, into scratch memory, and its transpose added. */

static int order_columns(const struct geometry *g, enum weight_order order)
{
    return order == LARGE_FIRST ? g->small_channels : g->large_channels;
}

static enum weight_order choose_order(const struct geometry *g, enum weight_order order)
{
    enum weight_order other = order == LARGE_FIRST ? SMALL_FIRST : LARGE_FIRST;
    bool narrow = order_columns(g, order) <= kernels()->dot_columns;
    return narrow && order_columns(g, other) > order_columns(g, order) ? other : order;
}

static size_t weight_count(const struct geometry *g)
{
    return (size_t)geometry_taps(g) * (size_t)g->small_channels * (size_t)g->large_channels;
}

size_t weight_from_both_scratch(const struct geometry *g)
{
    struct frame frame = geometry_large_frame(g);
    size_t columns = (size_t)(g->small_channels > g->large_channels ? g->small_channels : g->large_channels);
    size_t direct = scratch_part(frame_size(&frame)) + scratch_part(weight_count(g)) +
                    panels_size((size_t)geometry_positions(g), columns);
    size_t winograd = winograd_fits(g) ? winograd_weight_scratch(g) : 0;
    return winograd > direct ? winograd : direct;
}

static void add_large_first(const struct geometry *g, const float *plane, ptrdiff_t row, const float *small, float *dw,
                            float *panels)
{
    int window_row = g->kernel * g->large_channels;
    panels_fill(panels, geometry_positions(g), small, g->small_channels, geometry_positions(g), g->small_channels);
    struct product product = {
        .rows = g->kernel * window_row,
        .row_length = window_row,
        .columns = g->small_channels,
        .segments = g->small_height,
        .length = g->small_width,
        .a = plane,
        .a_outer = row,
        .a_inner = 1,
        .a_segment = g->stride * row,
        .a_step = (ptrdiff_t)g->stride * g->large_channels,
        .b = panels,
        .y = dw,
        .y_outer = (ptrdiff_t)window_row * g->small_channels,
        .y_inner = g->small_channels,
        .add = true,
    };
    kernels()->multiply(&product);
}

static void add_small_first(const struct geometry *g, const float *plane, ptrdiff_t row, const float *small, float *dw,
                            float *panels)
{
    ptrdiff_t step = (ptrdiff_t)g->stride * g->large_channels;
    struct product product = {
        .rows = g->small_channels,
        .row_length = g->small_channels,
        .columns = g->large_channels,
        .segments = g->small_height,
        .length = g->small_width,
        .a = small,
        .a_inner = 1,
        .a_segment = (ptrdiff_t)g->small_width * g->small_channels,
        .a_step = g->small_channels,
        .b = panels,
        .y_inner = g->large_channels,
        .add = true,
    };
    for (int tap = 0; tap < geometry_taps(g); tap++) {
        const float *seen = plane + tap / g->kernel * row + (ptrdiff_t)(tap % g->kernel) * g->large_channels;
        for (int i = 0; i < g->small_height; i++) {
            panels_fill(panels + (ptrdiff_t)i * g->small_width * kernels()->panel, geometry_positions(g),
                        seen + i * g->stride * row, step, g->small_width, g->large_channels);
        }
        product.y = dw + (ptrdiff_t)tap * g->small_channels * g->large_channels;
        kernels()->multiply(&product);
    }
}

/* dw [tap][first][second] += other [tap][second][first] */
static void add_transposed(const struct geometry *g, enum weight_order order, const float *other, float *dw)
{
    int second = order_columns(g, order), first = g->small_channels + g->large_channels - second;
    for (int tap = 0; tap < geometry_taps(g); tap++, other += (ptrdiff_t)first * second) {
        for (int i = 0; i < first; i++) {
            for (int j = 0; j < second; j++) {
                *dw++ += other[(ptrdiff_t)j * first + i];
            }
        }
    }
}

void weight_from_both(const struct geometry *g, int count, const float *large, const float *small,
                      enum weight_order order, float *dw, float *scratch)
{
    if (order == LARGE_FIRST && winograd_fits(g)) {
        winograd_weight(g, count, large, small, dw, scratch);
        return;
    }
    enum weight_order way = choose_order(g, order);
    struct frame frame = geometry_large_frame(g);
    float *other = scratch + scratch_part(frame_size(&frame)), *panels = other + scratch_part(weight_count(g));
    float *sum = way == order ? dw : memset(other, 0, weight_count(g) * sizeof *other);
    frame_clear(&frame, scratch);
    for (int n = 0; n < count; n++, large += geometry_large_size(g), small += geometry_small_size(g)) {
        ptrdiff_t row;
        const float *plane = frame_place(&frame, large, scratch, &row);
        (way == LARGE_FIRST ? add_large_first : add_small_first)(g, plane, row, small, sum, panels);
    }
    if (way != order) {
        add_transposed(g, order, other, dw);
    }
}
