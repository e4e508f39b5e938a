#include "kernels/spread.h"

#include "kernels/kernels.h"
#include "kernels/panels.h"

/* The fewest small channels for which it pays to read and write the pixels for each tap. */
enum { CHANNELS_MIN = 32 };

/* Along an axis, the positions from..to-1 whose tap is inside the large image. */
struct reach {
    int from, to;
};

static struct reach reach_of(int tap, int stride, int before, int size, int positions)
{
    int from = before > tap ? int_ceil_divide(before - tap, stride) : 0;
    int beyond = size + before - tap;
    return (struct reach){from, beyond > 0 ? int_min(int_ceil_divide(beyond, stride), positions) : 0};
}

/* Pairs of taps and positions along an axis. */
static int pairs(const struct geometry *g, int before, int size, int positions)
{
    int sum = 0;
    for (int tap = 0; tap < g->kernel; tap++) {
        struct reach reach = reach_of(tap, g->stride, before, size, positions);
        sum += reach.to > reach.from ? reach.to - reach.from : 0;
    }
    return sum;
}

bool spread_fits(const struct geometry *g)
{
    double spread =
        (double)pairs(g, g->top, g->large_height, g->small_height) * pairs(g, g->left, g->large_width, g->small_width);
    double gathered = (double)geometry_taps(g) * g->large_height * g->large_width / (g->stride * g->stride);
    bool wide = g->small_channels >= CHANNELS_MIN && g->large_channels > kernels()->dot_columns;
    return wide && 2 * spread < gathered;
}

static size_t tap_weights(const struct geometry *g)
{
    return panels_size((size_t)g->small_channels, (size_t)g->large_channels);
}

void spread_arrange(const struct geometry *g, const float *w, float *arranged)
{
    int large = g->large_channels, small = g->small_channels;
    for (int tap = 0; tap < geometry_taps(g); tap++, w += (ptrdiff_t)large * small, arranged += tap_weights(g)) {
        panels_fill_weights(arranged, small, w, small, large, g->transposed);
    }
}

static void add_tap(const struct geometry *g, int row, int column, const float *small, const float *arranged,
                    float *large)
{
    struct reach rows = reach_of(row, g->stride, g->top, g->large_height, g->small_height);
    struct reach columns = reach_of(column, g->stride, g->left, g->large_width, g->small_width);
    if (rows.from >= rows.to || columns.from >= columns.to) {
        return;
    }
    ptrdiff_t small_row = (ptrdiff_t)g->small_width * g->small_channels;
    ptrdiff_t large_row = (ptrdiff_t)g->large_width * g->large_channels;
    int pixel_row = rows.from * g->stride + row - g->top, pixel_column = columns.from * g->stride + column - g->left;
    struct product product = {
        .rows = (rows.to - rows.from) * (columns.to - columns.from),
        .row_length = columns.to - columns.from,
        .columns = g->large_channels,
        .segments = 1,
        .length = g->small_channels,
        .a = small + rows.from * small_row + (ptrdiff_t)columns.from * g->small_channels,
        .a_outer = small_row,
        .a_inner = g->small_channels,
        .a_step = 1,
        .b = arranged,
        .y = large + pixel_row * large_row + (ptrdiff_t)pixel_column * g->large_channels,
        .y_outer = g->stride * large_row,
        .y_inner = (ptrdiff_t)g->stride * g->large_channels,
        .add = true,
    };
    multiply_panels(&product);
}

void spread_add(const struct geometry *g, int count, const float *small, const float *arranged, float *large)
{
    for (int tap = 0; tap < geometry_taps(g); tap++, arranged += tap_weights(g)) {
        for (int n = 0; n < count; n++) {
            add_tap(g, tap / g->kernel, tap % g->kernel, small + (size_t)n * geometry_small_size(g), arranged,
                    large + (size_t)n * geometry_large_size(g));
        }
    }
}
