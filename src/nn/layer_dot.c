#include "kernels/kernels.h"
#include "nn/layer.h"

/* y = sum over i of a[i] b[i], one number. */

static bool setup(struct layer *layer, struct fg_error *error)
{
    struct shape a = layer->in[0], b = layer->in[1];
    if (shape_size(a) != shape_size(b)) {
        return fg_fail(error, FG_USAGE, "want two inputs of as many numbers, got %zu and %zu", shape_size(a),
                       shape_size(b));
    }
    layer->out = (struct shape){1, 1, 1};
    layer->multiply_adds = (double)shape_size(a);
    return true;
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = shape_size(layer->in[0]);
    const float *a = work->x[0], *b = work->x[1];
    for (int example = 0; example < work->count; example++, a += size, b += size) {
        work->y[example] = (float)dot(a, b, size);
    }
}

/* da = dy b, db = dy a */
static void backward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = shape_size(layer->in[0]);
    for (size_t input = 0; input < 2; input++) {
        for (size_t example = 0; work->dx[input] && example < (size_t)work->count; example++) {
            const float *other = work->x[!input] + example * size;
            float *dx = work->dx[input] + example * size;
            for (size_t i = 0; i < size; i++) {
                dx[i] = work->dy[example] * other[i];
            }
        }
    }
}

const struct layer_type layer_dot = {
    .named = {"dot", "the inner product of the layer before and a named one: one number", layer_other_field,
              sizeof(struct layer)},
    .example = "dot: trunk",
    .inputs = 2,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
};
