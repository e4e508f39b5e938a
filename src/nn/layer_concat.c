#include "kernels/kernels.h"
#include "nn/layer.h"

#include <string.h>

/* The channels of a, then those of b, for every pixel. One of the two may be a vector, which is the same for all
 * pixels. */

static bool setup(struct layer *layer, struct fg_error *error)
{
    struct shape a = layer->in[0], b = layer->in[1], image = shape_is_vector(a) ? b : a;
    if ((a.height != b.height || a.width != b.width) && !shape_is_vector(a) && !shape_is_vector(b)) {
        char first[48], second[48];
        return fg_fail(error, FG_USAGE,
                       "want two inputs of the same height and width, or one of them a vector, got %s and %s",
                       shape_text(a, first), shape_text(b, second));
    }
    layer->out = (struct shape){image.height, image.width, a.channels + b.channels};
    layer->scratch = (size_t)layer->out.channels;
    return true;
}

/* A vector beside an image: its gradient is the sum over the pixels. */
static bool is_spread(const struct layer *layer, int input)
{
    return shape_is_vector(layer->in[input]) && shape_pixels(layer->out) > 1;
}

static void spread(const struct layer *layer, const struct layer_work *work, int input, size_t start)
{
    size_t out = (size_t)layer->out.channels, channels = (size_t)layer->in[input].channels;
    for (size_t example = 0; example < (size_t)work->count; example++) {
        float *y = work->y + example * shape_size(layer->out) + start;
        copy_rows(work->x[input] + example * channels, 0, y, out, shape_pixels(layer->out), channels);
    }
}

static void gather(const struct layer *layer, const struct layer_work *work, int input, size_t start)
{
    size_t out = (size_t)layer->out.channels, channels = (size_t)layer->in[input].channels;
    for (size_t example = 0; example < (size_t)work->count; example++) {
        memset(work->scratch, 0, out * sizeof *work->scratch);
        sum_rows(work->dy + example * shape_size(layer->out), work->scratch, shape_pixels(layer->out), out);
        memcpy(work->dx[input] + example * channels, work->scratch + start, channels * sizeof *work->scratch);
    }
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t out = (size_t)layer->out.channels, rows = (size_t)work->count * shape_pixels(layer->out), start = 0;
    for (int input = 0; input < 2; input++) {
        size_t channels = (size_t)layer->in[input].channels;
        if (is_spread(layer, input)) {
            spread(layer, work, input, start);
        } else {
            copy_rows(work->x[input], channels, work->y + start, out, rows, channels);
        }
        start += channels;
    }
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    size_t out = (size_t)layer->out.channels, rows = (size_t)work->count * shape_pixels(layer->out), start = 0;
    for (int input = 0; input < 2; input++) {
        size_t channels = (size_t)layer->in[input].channels;
        if (work->dx[input] && is_spread(layer, input)) {
            gather(layer, work, input, start);
        } else if (work->dx[input]) {
            copy_rows(work->dy + start, out, work->dx[input], channels, rows, channels);
        }
        start += channels;
    }
}

const struct layer_type layer_concat = {
    .named = {"concat", "the channels of the layer before and of a named one, of which one may be a vector",
              layer_other_field, sizeof(struct layer)},
    .example = "concat: trunk",
    .inputs = 2,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
};
