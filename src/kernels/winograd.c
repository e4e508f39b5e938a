#include "kernels/winograd.h"

#include "base/integer.h"
#include "kernels/kernels.h"
#include "kernels/panels.h"
#include "kernels/strip.h"

/* Floats of sums of a weight's gradient that are worked on at a time: half of the second-level cache. */
enum { SUMS_FLOATS = 1 << 16 };

bool winograd_fits(const struct geometry *g)
{
    bool known = (g->kernel == 3 && g->stride == 1) || (g->kernel == 4 && g->stride == 2);
    if (!known || g->large_channels % PANEL_MAX || g->small_channels % PANEL_MAX) {
        return false;
    }
    struct tiling tiling = tiling_of(g);
    double products = (double)axis_points(&tiling.down) * axis_points(&tiling.across);
    double direct = (double)tiling.taps * tiling.taps * geometry_positions(g);
    return 8 * products <= 5 * direct;
}

int winograd_phases(const struct geometry *g)
{
    return g->stride * g->stride;
}

static size_t tap_weights(const struct geometry *g)
{
    return (size_t)g->large_channels * (size_t)g->small_channels;
}

/* Where a phase's arranged weights begin. */
static size_t phase_place(const struct geometry *g, int phase)
{
    return (size_t)phase * TILE_VALUES * tap_weights(g);
}

size_t winograd_arranged(const struct geometry *g)
{
    return phase_place(g, winograd_phases(g));
}

static size_t tap_place(const struct geometry *g, int phase, int row, int column)
{
    int i = g->stride * row + phase / g->stride, j = g->stride * column + phase % g->stride;
    return (size_t)(i * g->kernel + j) * tap_weights(g);
}

/* The taps in panels, then transformed in place: each column of 16 is written after its taps are read. */
void winograd_arrange(const struct geometry *g, const float *w, enum winograd_result result, int phase, float *arranged)
{
    int taps = tiling_of(g).taps;
    int inputs = result == TO_SMALL ? g->large_channels : g->small_channels;
    int outputs = result == TO_SMALL ? g->small_channels : g->large_channels;
    bool inputs_first = g->transposed != (result == TO_SMALL);
    size_t count = tap_weights(g);
    arranged += phase_place(g, phase);
    float *panels = arranged + (size_t)(TILE_VALUES - taps * taps) * count;
    for (int tap = 0; tap < taps * taps; tap++) {
        const float *from = w + tap_place(g, phase, tap / taps, tap % taps);
        panels_fill_weights(panels + (size_t)tap * count, inputs, from, inputs, outputs, inputs_first);
    }
    winograd_weights(taps, panels, arranged, count);
}

static struct tile_values values_from(const struct tile_values *values, int tile)
{
    struct tile_values from = *values;
    from.values += tile * values->tile;
    return from;
}

static struct tile_image phase_image(const struct geometry *g, int phase, ptrdiff_t *start)
{
    struct phase rows = geometry_phase(phase / g->stride, g->stride, g->top, g->large_height);
    struct phase columns = geometry_phase(phase % g->stride, g->stride, g->left, g->large_width);
    ptrdiff_t column = g->large_channels, row = column * g->large_width;
    *start = rows.pixel * row + columns.pixel * column;
    return (struct tile_image){.row = g->stride * row,
                               .column = g->stride * column,
                               .rows = rows.pixels,
                               .columns = columns.pixels,
                               .top = rows.first,
                               .left = columns.first};
}

static struct tile_image small_image(const struct geometry *g)
{
    return (struct tile_image){.row = (ptrdiff_t)g->small_width * g->small_channels,
                               .column = g->small_channels,
                               .rows = g->small_height,
                               .columns = g->small_width};
}

/* `channels` of the large images' tiles, from `first` on. */
static void transform_large(const struct strip *strip, int phase, const float *large, int first, int channels,
                            const struct tile_values *values)
{
    ptrdiff_t start;
    struct part part;
    struct tile_image image = phase_image(strip->g, phase, &start);
    for (int i = 0; strip_part(strip, i, &part); i++) {
        struct tile_values to = values_from(values, part.number);
        const float *pixels = large + (size_t)part.example * geometry_large_size(strip->g) + start + first;
        winograd_input(&part.run, &image, pixels, channels, &to);
    }
}

static void transform_small(const struct strip *strip, const float *small, const struct tile_values *values)
{
    struct part part;
    struct tile_image image = small_image(strip->g);
    for (int i = 0; strip_part(strip, i, &part); i++) {
        struct tile_values to = values_from(values, part.number);
        const float *pixels = small + (size_t)part.example * geometry_small_size(strip->g);
        winograd_gradient(&part.run, &image, pixels, strip->g->small_channels, &to);
    }
}

static void output_small(const struct strip *strip, const struct tile_values *values, const float *bias, float *small)
{
    struct part part;
    struct tile_image image = small_image(strip->g);
    for (int i = 0; strip_part(strip, i, &part); i++) {
        struct tile_values from = values_from(values, part.number);
        float *pixels = small + (size_t)part.example * geometry_small_size(strip->g);
        winograd_output(&part.run, &image, &from, strip->g->small_channels, bias, pixels);
    }
}

static void add_large(const struct strip *strip, int phase, const struct tile_values *values, float *large)
{
    ptrdiff_t start;
    struct part part;
    struct tile_image image = phase_image(strip->g, phase, &start);
    for (int i = 0; strip_part(strip, i, &part); i++) {
        struct tile_values from = values_from(values, part.number);
        float *pixels = large + (size_t)part.example * geometry_large_size(strip->g) + start;
        winograd_add(&part.run, &image, pixels, strip->g->large_channels, &from);
    }
}

/* With the weights of one phase. */
static void multiply_tiles(const struct strip *strip, const struct tile_values *inputs, const float *arranged,
                           const struct tile_values *outputs, bool add)
{
    for (int k = 0; k < TILE_VALUES; k++) {
        int first, count;
        strip_tiles_with(strip, k, &first, &count);
        struct product product = {
            .rows = count,
            .row_length = count,
            .columns = (int)outputs->tile,
            .segments = 1,
            .length = (int)inputs->tile,
            .a = inputs->values + k * inputs->value + first * inputs->tile,
            .a_inner = inputs->tile,
            .a_step = 1,
            .b = arranged + (size_t)k * tap_weights(strip->g),
            .y = outputs->values + k * outputs->value + first * outputs->tile,
            .y_inner = outputs->tile,
            .add = add,
        };
        if (count > 0) {
            multiply_panels(&product);
        }
    }
}

void winograd_small_from_large(const struct geometry *g, int count, const float *large, const float *arranged,
                               const float *bias, float *small, float *scratch)
{
    for (struct strip strip = strip_begin(g, g->large_channels + g->small_channels); strip_next(&strip, count);) {
        struct tile_values inputs = strip_values(&strip, scratch, g->large_channels, false);
        struct tile_values outputs =
            strip_values(&strip, scratch + TILE_VALUES * inputs.value, g->small_channels, false);
        for (int phase = 0; phase < winograd_phases(g); phase++) {
            transform_large(&strip, phase, large, 0, g->large_channels, &inputs);
            multiply_tiles(&strip, &inputs, arranged + phase_place(g, phase), &outputs, phase > 0);
        }
        output_small(&strip, &outputs, bias, small);
    }
}

void winograd_large_from_small(const struct geometry *g, int count, const float *small, const float *arranged,
                               float *large, float *scratch)
{
    for (struct strip strip = strip_begin(g, g->large_channels + g->small_channels); strip_next(&strip, count);) {
        struct tile_values inputs = strip_values(&strip, scratch, g->small_channels, false);
        struct tile_values outputs =
            strip_values(&strip, scratch + TILE_VALUES * inputs.value, g->large_channels, false);
        transform_small(&strip, small, &inputs);
        for (int phase = 0; phase < winograd_phases(g); phase++) {
            multiply_tiles(&strip, &inputs, arranged + phase_place(g, phase), &outputs, false);
            add_large(&strip, phase, &outputs, large);
        }
    }
}

/* Large channels whose sums are made at a time. */
static int chunk_channels(const struct geometry *g)
{
    int fits = SUMS_FLOATS / (TILE_VALUES * g->small_channels) / PANEL_MAX * PANEL_MAX;
    int most = int_min(fits > PANEL_MAX ? fits : PANEL_MAX, g->large_channels);
    return int_ceil_divide(g->large_channels / PANEL_MAX, int_ceil_divide(g->large_channels, most)) * PANEL_MAX;
}

/* sums [value][row][column] = rows by columns, summed over the tiles; + what is there with `add`. */
static void multiply_gradients(const struct strip *strip, const struct tile_values *rows, int row_count,
                               const struct tile_values *columns, int column_count, float *sums, bool add)
{
    for (int k = 0; k < TILE_VALUES; k++) {
        int first, count;
        strip_tiles_with(strip, k, &first, &count);
        struct product product = {
            .rows = row_count,
            .row_length = row_count,
            .columns = column_count,
            .segments = 1,
            .length = count,
            .a = rows->values + k * rows->value + first * rows->tile,
            .a_inner = 1,
            .a_step = rows->tile,
            .b = columns->values + k * columns->value + first * columns->tile,
            .b_panel = columns->panel,
            .y = sums + (ptrdiff_t)k * row_count * column_count,
            .y_inner = column_count,
            .add = add,
        };
        multiply_panels(&product);
    }
}

/* Large channels of one phase, whose sums stay in the cache. */
struct chunk {
    int phase, first, channels;
};

/* dw += the chunk's sums' taps. */
static void add_taps(const struct geometry *g, const struct chunk *chunk, const float *sums, float *dw)
{
    int rows = g->transposed ? g->small_channels : 1;
    int length = g->transposed ? chunk->channels : chunk->channels * g->small_channels;
    ptrdiff_t step = (ptrdiff_t)chunk->channels * g->small_channels;
    ptrdiff_t row = (ptrdiff_t)tap_place(g, 0, 1, 0), column = (ptrdiff_t)tap_place(g, 0, 0, 1);
    dw += tap_place(g, chunk->phase, 0, 0) + (size_t)chunk->first * (size_t)(g->transposed ? 1 : g->small_channels);
    for (int i = 0; i < rows; i++, sums += length, dw += g->large_channels) {
        winograd_taps(tiling_of(g).taps, sums, step, dw, row, column, length);
    }
}

static void add_chunk(const struct geometry *g, const struct chunk *chunk, int count, const float *large,
                      const float *small, float *dw, float *scratch)
{
    int channels = chunk_channels(g);
    float *sums = scratch, *values = scratch + TILE_VALUES * channels * g->small_channels;
    bool is_first = chunk->phase == 0 && chunk->first == 0, add = false;
    for (struct strip strip = strip_begin(g, channels + g->small_channels); strip_next(&strip, count); add = true) {
        struct tile_values smalls = strip_values(&strip, values, g->small_channels, !g->transposed);
        struct tile_values larges =
            strip_values(&strip, values + TILE_VALUES * smalls.value, chunk->channels, g->transposed);
        /* A single strip's are still there from the chunk before. */
        if (is_first || !strip_is_whole(&strip, count)) {
            transform_small(&strip, small, &smalls);
        }
        transform_large(&strip, chunk->phase, large, chunk->first, chunk->channels, &larges);
        if (g->transposed) {
            multiply_gradients(&strip, &smalls, g->small_channels, &larges, chunk->channels, sums, add);
        } else {
            multiply_gradients(&strip, &larges, chunk->channels, &smalls, g->small_channels, sums, add);
        }
    }
    add_taps(g, chunk, sums, dw);
}

void winograd_weight_from_both(const struct geometry *g, int count, const float *large, const float *small, float *dw,
                               float *scratch)
{
    int channels = chunk_channels(g);
    for (int phase = 0; phase < winograd_phases(g); phase++) {
        for (int first = 0; first < g->large_channels; first += channels) {
            struct chunk chunk = {phase, first, int_min(channels, g->large_channels - first)};
            add_chunk(g, &chunk, count, large, small, dw, scratch);
        }
    }
}

size_t winograd_scratch(const struct geometry *g)
{
    int channels = chunk_channels(g);
    size_t images = strip_size(g, g->large_channels + g->small_channels);
    size_t weights = (size_t)(TILE_VALUES * channels * g->small_channels) + strip_size(g, channels + g->small_channels);
    return images > weights ? images : weights;
}
