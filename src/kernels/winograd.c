#include "kernels/winograd.h"

#include "base/integer.h"
#include "kernels/kernels.h"
#include "kernels/panels.h"

/* Products of a tile, and the taps of the kernel. */
enum { PRODUCTS = 16, TAPS = 9 };

/* Floats of transformed tiles at a time: they stay in the second-level cache. */
enum { STRIP_FLOATS = 1 << 16 };

static int tile_rows(const struct geometry *g)
{
    return int_ceil_divide(g->small_height, 2);
}

static int tile_columns(const struct geometry *g)
{
    return int_ceil_divide(g->small_width, 2);
}

/* Rows of tiles that are done at a time. */
static int strip_rows(const struct geometry *g)
{
    int row = PRODUCTS * tile_columns(g) * (g->large_channels + g->small_channels);
    int fit = row < STRIP_FLOATS ? STRIP_FLOATS / row : 1;
    return int_ceil_divide(tile_rows(g), int_ceil_divide(tile_rows(g), fit));
}

bool winograd_fits(const struct geometry *g)
{
    if (g->kernel != 3 || g->stride != 1 || g->large_channels % PANEL_MAX || g->small_channels % PANEL_MAX) {
        return false;
    }
    double products = (double)PRODUCTS * tile_rows(g) * tile_columns(g);
    double direct = (double)TAPS * g->small_height * g->small_width;
    return 8 * products <= 5 * direct;
}

static size_t weight_count(const struct geometry *g)
{
    return (size_t)g->large_channels * (size_t)g->small_channels;
}

size_t winograd_arranged(const struct geometry *g)
{
    return PRODUCTS * weight_count(g);
}

/* What the tiles see of the large image. */
static struct frame tile_frame(const struct geometry *g)
{
    struct frame frame = geometry_large_frame(g);
    frame.rows = 2 * tile_rows(g) + 2;
    frame.columns = 2 * tile_columns(g) + 2;
    return frame;
}

/* Scratch memory: the plane, and the strip's tiles of both images, product after product. */
struct strip {
    struct frame frame;
    int rows, tiles;
    float *plane, *large, *small;
    ptrdiff_t large_step, small_step; /* from a product's tiles to the next product's */
    float *rest;
};

static struct strip strip_open(const struct geometry *g, float *scratch)
{
    struct strip strip = {.frame = tile_frame(g), .rows = strip_rows(g), .plane = scratch};
    strip.tiles = strip.rows * tile_columns(g);
    strip.large_step = (ptrdiff_t)strip.tiles * g->large_channels;
    strip.small_step = (ptrdiff_t)strip.tiles * g->small_channels;
    strip.large = scratch + scratch_part(frame_size(&strip.frame));
    strip.small = strip.large + PRODUCTS * strip.large_step;
    strip.rest = strip.small + PRODUCTS * strip.small_step;
    frame_clear(&strip.frame, scratch);
    return strip;
}

size_t winograd_scratch(const struct geometry *g)
{
    struct frame frame = tile_frame(g);
    size_t tiles = (size_t)strip_rows(g) * (size_t)tile_columns(g);
    return scratch_part(frame_size(&frame)) + PRODUCTS * tiles * (size_t)(g->large_channels + g->small_channels);
}

size_t winograd_weight_scratch(const struct geometry *g)
{
    return winograd_scratch(g) + winograd_arranged(g);
}

/* The weights that a tap has for (inputs, outputs), with inputs first or outputs first, into panels; then all taps'
 * transforms, in place: each column of 16 is written after its 9 are read. */
static void arrange(const struct geometry *g, const float *w, bool inputs_first, bool turned, float *arranged)
{
    int inputs = g->large_channels, outputs = g->small_channels;
    float *taps = arranged + (PRODUCTS - TAPS) * weight_count(g);
    for (int tap = 0; tap < TAPS; tap++) {
        const float *from = w + (size_t)(turned ? TAPS - 1 - tap : tap) * weight_count(g);
        float *to = taps + (size_t)tap * weight_count(g);
        if (inputs_first) {
            panels_fill(to, inputs, from, outputs, inputs, outputs);
        } else {
            panels_fill_transposed(to, inputs, from, inputs, inputs, outputs);
        }
    }
    kernels()->winograd_weights(taps, arranged, weight_count(g));
}

void winograd_arrange(const struct geometry *g, const float *w, enum weight_order order, float *arranged)
{
    arrange(g, w, order == LARGE_FIRST, false, arranged);
}

struct geometry winograd_turned(const struct geometry *g)
{
    return (struct geometry){
        .large_height = g->small_height,
        .large_width = g->small_width,
        .large_channels = g->small_channels,
        .small_height = g->large_height,
        .small_width = g->large_width,
        .small_channels = g->large_channels,
        .kernel = g->kernel,
        .stride = g->stride,
        .top = g->kernel - 1 - g->top,
        .left = g->kernel - 1 - g->left,
    };
}

void winograd_arrange_turned(const struct geometry *g, const float *w, enum weight_order order, float *arranged)
{
    struct geometry turned = winograd_turned(g);
    arrange(&turned, w, order == SMALL_FIRST, true, arranged);
}

/* The tiles of rows first..first+rows-1 of the image at `plane`. */
static void transform_large(const struct geometry *g, const struct strip *strip, const float *plane, ptrdiff_t row,
                            int first, int rows)
{
    int columns = tile_columns(g);
    for (int i = 0; i < rows; i++) {
        kernels()->winograd_input(plane + 2 * (ptrdiff_t)(first + i) * row, row, columns, g->large_channels,
                                  strip->large + (ptrdiff_t)i * columns * g->large_channels, strip->large_step);
    }
}

static void multiply_tiles(const struct geometry *g, const struct strip *strip, const float *arranged, int tiles)
{
    for (int k = 0; k < PRODUCTS; k++) {
        struct product product = {
            .rows = tiles,
            .row_length = tiles,
            .columns = g->small_channels,
            .segments = 1,
            .length = g->large_channels,
            .a = strip->large + k * strip->large_step,
            .a_inner = g->large_channels,
            .a_step = 1,
            .b = arranged + (size_t)k * weight_count(g),
            .y = strip->small + k * strip->small_step,
            .y_inner = g->small_channels,
        };
        kernels()->multiply(&product);
    }
}

/* Rows of pixels that tile row `i` has in the small image: 2, or 1 at an odd end. */
static int pixel_rows(const struct geometry *g, int i)
{
    return int_min(2, g->small_height - 2 * i);
}

void winograd_forward(const struct geometry *g, int count, const float *large, const float *arranged, const float *bias,
                      float *small, float *scratch)
{
    struct strip strip = strip_open(g, scratch);
    int columns = tile_columns(g);
    ptrdiff_t small_row = (ptrdiff_t)g->small_width * g->small_channels, row;
    for (int n = 0; n < count; n++, large += geometry_large_size(g), small += geometry_small_size(g)) {
        const float *plane = frame_place(&strip.frame, large, strip.plane, &row);
        for (int first = 0; first < tile_rows(g); first += strip.rows) {
            int rows = int_min(strip.rows, tile_rows(g) - first);
            transform_large(g, &strip, plane, row, first, rows);
            multiply_tiles(g, &strip, arranged, rows * columns);
            for (int i = 0; i < rows; i++) {
                kernels()->winograd_output(strip.small + (ptrdiff_t)i * columns * g->small_channels, strip.small_step,
                                           columns, g->small_channels, bias, small + 2 * (first + i) * small_row,
                                           small_row, pixel_rows(g, first + i), g->small_width);
            }
        }
    }
}

/* dU += the tiles' products; `add` is false for the first. */
static void multiply_gradients(const struct geometry *g, const struct strip *strip, int tiles, float *sums, bool add)
{
    for (int k = 0; k < PRODUCTS; k++) {
        struct product product = {
            .rows = g->large_channels,
            .row_length = g->large_channels,
            .columns = g->small_channels,
            .segments = 1,
            .length = tiles,
            .a = strip->large + k * strip->large_step,
            .a_inner = 1,
            .a_step = g->large_channels,
            .b = strip->small + k * strip->small_step,
            .y = sums + (size_t)k * weight_count(g),
            .y_inner = g->small_channels,
            .add = add,
        };
        kernels()->multiply(&product);
    }
}

void winograd_weight(const struct geometry *g, int count, const float *large, const float *small, float *dw,
                     float *scratch)
{
    const struct kernel_table *table = kernels();
    struct strip strip = strip_open(g, scratch);
    int columns = tile_columns(g);
    ptrdiff_t small_row = (ptrdiff_t)g->small_width * g->small_channels, row;
    for (int n = 0; n < count; n++, large += geometry_large_size(g), small += geometry_small_size(g)) {
        const float *plane = frame_place(&strip.frame, large, strip.plane, &row);
        for (int first = 0; first < tile_rows(g); first += strip.rows) {
            int rows = int_min(strip.rows, tile_rows(g) - first), tiles = rows * columns;
            transform_large(g, &strip, plane, row, first, rows);
            for (int i = 0; i < rows; i++) {
                table->winograd_gradient(small + 2 * (first + i) * small_row, small_row, pixel_rows(g, first + i),
                                         g->small_width, columns, g->small_channels,
                                         strip.small + (ptrdiff_t)i * columns * table->panel,
                                         (ptrdiff_t)tiles * table->panel, strip.small_step);
            }
            multiply_gradients(g, &strip, tiles, strip.rest, n > 0 || first > 0);
        }
    }
    table->winograd_taps(strip.rest, dw, weight_count(g));
}
