#include "kernels/elementwise.h"
#include "nn/layer.h"

#include <math.h>

/* y = max(x, 0). */

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = (size_t)work->count * shape_size(layer->out);
    leaky_relu_forward(work->x[0], work->y, 0.0f, size);
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = (size_t)work->count * shape_size(layer->out);
    if (work->dx[0]) {
        leaky_relu_backward(work->y, work->dy, work->dx[0], 0.0f, size);
    }
}

const struct layer_type layer_relu = {
    .named = {"relu", "max(x, 0)"},
    .example = "relu",
    .size = sizeof(struct layer),
    .fields = layer_no_fields,
    .inputs = 1,
    .setup = layer_keep_shape,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
    .in_place = true,
    .gradient_in_place = true,
    .reads_output = true,
    .most = INFINITY,
};
