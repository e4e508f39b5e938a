#include "kernels/kernels.h"
#include "nn/layer.h"

#include <string.h>

/* y = x (1 + s[c]) + s[channels + c] for every pixel's channel c: a layer's scale and shift, which another one gives
 * for each example (Perez et al. 2018, FiLM). */

static size_t channels(const struct layer *layer)
{
    return (size_t)layer->out.channels;
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    struct shape x = layer->in[0], s = layer->in[1];
    layer->out = x;
    if (shape_size(s) != 2 * channels(layer)) {
        return fg_fail(error, FG_USAGE, "want a scale and a shift for each of %d channels, %zu numbers, got %zu",
                       x.channels, 2 * channels(layer), shape_size(s));
    }
    layer->scratch = channels(layer);
    return true;
}

/* 1 + s of one example, in the scratch memory. */
static const float *scale(const struct layer *layer, const struct layer_work *work, const float *s)
{
    for (size_t c = 0; c < channels(layer); c++) {
        work->scratch[c] = 1.0f + s[c];
    }
    return work->scratch;
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = shape_size(layer->out), count = channels(layer);
    const float *x = work->x[0], *s = work->x[1];
    float *y = work->y;
    for (int example = 0; example < work->count; example++, x += size, y += size, s += 2 * count) {
        scale_shift(x, scale(layer, work, s), s + count, y, shape_pixels(layer->out), count);
    }
}

/* ds = sum over the pixels of dy x and of dy; dx = dy (1 + s), which may lie over dy and so comes last. */
static void backward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = shape_size(layer->out), count = channels(layer);
    for (size_t example = 0; example < (size_t)work->count; example++) {
        const float *dy = work->dy + example * size;
        if (work->dx[1]) {
            float *ds = work->dx[1] + example * 2 * count;
            sum_row_products(dy, work->x[0] + example * size, ds, shape_pixels(layer->out), count);
            memset(ds + count, 0, count * sizeof *ds);
            sum_rows(dy, ds + count, shape_pixels(layer->out), count);
        }
        if (work->dx[0]) {
            const float *factors = scale(layer, work, work->x[1] + example * 2 * count);
            multiply_rows(dy, factors, work->dx[0] + example * size, shape_pixels(layer->out), count);
        }
    }
}

const struct layer_type layer_modulate = {
    .named = {"modulate", "scales and shifts each channel as a named layer says: x (1 + scale) + shift",
              layer_other_field, sizeof(struct layer)},
    .example = "modulate: style",
    .inputs = 2,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
    .gradient_in_place = true,
};
