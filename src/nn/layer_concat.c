#include "nn/layer.h"

#include <string.h>

/* The channels of a, then those of b, for every pixel. */

static const struct field fields[] = {
    {.name = "with", .kind = FIELD_TEXT, .offset = offsetof(struct layer, other), .help = "name of the other layer"},
    {0},
};

static bool setup(struct layer *layer, struct fg_error *error)
{
    struct shape a = layer->in[0], b = layer->in[1];
    if (a.height != b.height || a.width != b.width) {
        char first[48], second[48];
        return fg_fail(error, FG_USAGE, "want two inputs of the same height and width, got %s and %s",
                       shape_text(a, first), shape_text(b, second));
    }
    layer->out = (struct shape){a.height, a.width, a.channels + b.channels};
    return true;
}

static size_t pixels(const struct layer *layer, const struct layer_work *work)
{
    return (size_t)work->count * (size_t)layer->out.height * (size_t)layer->out.width;
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t out = (size_t)layer->out.channels, start = 0;
    for (int input = 0; input < 2; input++) {
        size_t channels = (size_t)layer->in[input].channels;
        for (size_t i = 0; i < pixels(layer, work); i++) {
            memcpy(work->y + i * out + start, work->x[input] + i * channels, channels * sizeof *work->y);
        }
        start += channels;
    }
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    size_t out = (size_t)layer->out.channels, start = 0;
    for (int input = 0; input < 2; input++) {
        size_t channels = (size_t)layer->in[input].channels;
        for (size_t i = 0; work->dx[input] && i < pixels(layer, work); i++) {
            memcpy(work->dx[input] + i * channels, work->dy + i * out + start, channels * sizeof *work->dy);
        }
        start += channels;
    }
}

const struct layer_type layer_concat = {
    .named = {"concat", "the channels of the layer before and of a named one"},
    .example = "concat: trunk",
    .size = sizeof(struct layer),
    .fields = fields,
    .inputs = 2,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
};
