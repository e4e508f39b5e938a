#include "kernels/elementwise.h"
#include "nn/layer.h"

/* y = tanh(x), between -1 and 1. */

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = (size_t)work->count * shape_size(layer->out);
    tanh_forward(work->x[0], work->y, size);
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = (size_t)work->count * shape_size(layer->out);
    if (work->dx[0]) {
        tanh_backward(work->y, work->dy, work->dx[0], size);
    }
}

const struct layer_type layer_tanh = {
    .named = {"tanh", "hyperbolic tangent, -1 to 1"},
    .example = "tanh",
    .size = sizeof(struct layer),
    .fields = layer_no_fields,
    .inputs = 1,
    .setup = layer_keep_shape,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
    .in_place = true,
    .gradient_in_place = true,
    .reads_output = true,
    .least = -1,
    .most = 1,
};
