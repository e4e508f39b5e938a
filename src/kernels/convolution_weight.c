#include "kernels/convolution_weight.h"

#include "base/integer.h"
#include "kernels/kernels.h"
#include "kernels/panels.h"
#include "kernels/winograd.h"

#include <string.h>

/* Gradients of the weights: sums over positions. Two ways, which leave the gradient in one order or the other:
 * - LARGE_FIRST: a row of the product is a value of the window (tap and large channel), a column is a small channel,
 * and the small image is the one in panels;
 * - SMALL_FIRST: for each tap, a row is a small channel, and a column a large one, of which the pixels that the tap
 * sees are put into panels. The order of the weights decides, but where that leaves fewer columns than
 * `multiply_panels` has use for, the other way is taken, into scratch memory, and its transpose added. */

enum weight_order { LARGE_FIRST, SMALL_FIRST };

static int order_columns(const struct geometry *g, enum weight_order order)
{
    return order == LARGE_FIRST ? g->small_channels : g->large_channels;
}

static enum weight_order order_of(const struct geometry *g)
{
    return g->transposed ? SMALL_FIRST : LARGE_FIRST;
}

static enum weight_order choose_order(const struct geometry *g)
{
    enum weight_order order = order_of(g);
    enum weight_order other = order == LARGE_FIRST ? SMALL_FIRST : LARGE_FIRST;
    bool narrow = order_columns(g, order) <= kernels()->dot_columns;
    return narrow && order_columns(g, other) > order_columns(g, order) ? other : order;
}

static size_t weight_count(const struct geometry *g)
{
    return (size_t)geometry_taps(g) * (size_t)g->small_channels * (size_t)g->large_channels;
}

/* Examples that are summed up together. A sum over the few positions of a small image would be over before it pays to
 * have read and written the gradient; but their planes must not be more than the second-level cache holds. */
enum { GROUP_POSITIONS = 256, GROUP_FLOATS = 1 << 16 };

static int group_size(const struct geometry *g)
{
    struct plane plane = geometry_large_plane(g);
    int by_positions = GROUP_POSITIONS / geometry_positions(g);
    size_t by_size = GROUP_FLOATS / plane_size(&plane);
    int group = by_size < (size_t)by_positions ? (int)by_size : by_positions;
    return group > 1 ? group : 1;
}

/* Parts of scratch memory begin at whole lines of the cache. */
static size_t scratch_part(size_t floats)
{
    return (floats + 15) / 16 * 16;
}

size_t weight_from_both_scratch(const struct geometry *g)
{
    struct plane plane = geometry_large_plane(g);
    size_t group = (size_t)group_size(g);
    size_t columns = (size_t)(g->small_channels > g->large_channels ? g->small_channels : g->large_channels);
    size_t direct = scratch_part(weight_count(g)) + scratch_part(group * plane_size(&plane)) +
                    panels_size(group * (size_t)geometry_positions(g), columns);
    return winograd_fits(g) ? winograd_scratch(g) : direct;
}

/* Large images on planes, `image` apart. */
struct planes {
    const float *pixels;
    ptrdiff_t row, image;
    int count;
};

static void add_large_first(const struct geometry *g, const struct planes *planes, const float *small, float *dw,
                            float *panels)
{
    int window_row = g->kernel * g->large_channels, positions = planes->count * geometry_positions(g);
    panels_fill(panels, positions, small, g->small_channels, positions, g->small_channels);
    struct product product = {
        .rows = g->kernel * window_row,
        .row_length = window_row,
        .columns = g->small_channels,
        .segments = planes->count * g->small_height,
        .group = g->small_height,
        .length = g->small_width,
        .a = planes->pixels,
        .a_outer = planes->row,
        .a_inner = 1,
        .a_group = planes->image,
        .a_segment = g->stride * planes->row,
        .a_step = (ptrdiff_t)g->stride * g->large_channels,
        .b = panels,
        .y = dw,
        .y_outer = (ptrdiff_t)window_row * g->small_channels,
        .y_inner = g->small_channels,
        .add = true,
    };
    multiply_panels(&product);
}

/* The pixels that a tap sees, position by position. */
static void fill_seen(const struct geometry *g, const struct planes *planes, int tap, float *panels)
{
    int panel = kernels()->panel, total = planes->count * geometry_positions(g);
    ptrdiff_t first = tap / g->kernel * planes->row + (ptrdiff_t)(tap % g->kernel) * g->large_channels;
    for (int n = 0; n < planes->count; n++) {
        for (int i = 0; i < g->small_height; i++, panels += (ptrdiff_t)g->small_width * panel) {
            panels_fill(panels, total, planes->pixels + n * planes->image + first + i * g->stride * planes->row,
                        (ptrdiff_t)g->stride * g->large_channels, g->small_width, g->large_channels);
        }
    }
}

static void add_small_first(const struct geometry *g, const struct planes *planes, const float *small, float *dw,
                            float *panels)
{
    struct product product = {
        .rows = g->small_channels,
        .row_length = g->small_channels,
        .columns = g->large_channels,
        .segments = planes->count * g->small_height,
        .group = g->small_height,
        .length = g->small_width,
        .a = small,
        .a_inner = 1,
        .a_group = (ptrdiff_t)geometry_small_size(g),
        .a_segment = (ptrdiff_t)g->small_width * g->small_channels,
        .a_step = g->small_channels,
        .b = panels,
        .y_inner = g->large_channels,
        .add = true,
    };
    for (int tap = 0; tap < geometry_taps(g); tap++) {
        fill_seen(g, planes, tap, panels);
        product.y = dw + (ptrdiff_t)tap * g->small_channels * g->large_channels;
        multiply_panels(&product);
    }
}

/* dw [tap][first][second] += other [tap][second][first] */
static void add_transposed(const struct geometry *g, enum weight_order order, const float *other, float *dw)
{
    int second = order_columns(g, order), first = order == LARGE_FIRST ? g->large_channels : g->small_channels;
    for (int tap = 0; tap < geometry_taps(g); tap++, other += (ptrdiff_t)first * second) {
        for (int i = 0; i < first; i++) {
            for (int j = 0; j < second; j++) {
                *dw++ += other[(ptrdiff_t)j * first + i];
            }
        }
    }
}

static struct planes place_group(const struct geometry *g, int count, const float *large, float *scratch)
{
    struct plane plane = geometry_large_plane(g);
    struct planes planes = {.count = count};
    for (int n = 0; n < count; n++) {
        const float *image = large + (size_t)n * geometry_large_size(g);
        float *memory = scratch + (size_t)n * plane_size(&plane);
        const float *placed = plane_place(&plane, image, memory, &planes.row);
        planes.image = (ptrdiff_t)(placed == image ? geometry_large_size(g) : plane_size(&plane));
        planes.pixels = n == 0 ? placed : planes.pixels;
    }
    return planes;
}

void weight_from_both(const struct geometry *g, int count, const float *large, const float *small, float *dw,
                      float *scratch)
{
    if (winograd_fits(g)) {
        winograd_weight_from_both(g, count, large, small, dw, scratch);
        return;
    }
    enum weight_order order = order_of(g), way = choose_order(g);
    struct plane plane = geometry_large_plane(g);
    int group = int_min(group_size(g), count);
    float *other = scratch, *images = other + scratch_part(weight_count(g));
    float *panels = images + scratch_part((size_t)group * plane_size(&plane));
    float *sum = way == order ? dw : memset(other, 0, weight_count(g) * sizeof *other);
    for (int n = 0; n < group; n++) {
        plane_clear(&plane, images + (size_t)n * plane_size(&plane));
    }
    for (int n = 0; n < count; n += group) {
        struct planes planes = place_group(g, int_min(group, count - n), large, images);
        (way == LARGE_FIRST ? add_large_first : add_small_first)(g, &planes, small, sum, panels);
        large += (size_t)group * geometry_large_size(g);
        small += (size_t)group * geometry_small_size(g);
    }
    if (way != order) {
        add_transposed(g, order, other, dw);
    }
}
