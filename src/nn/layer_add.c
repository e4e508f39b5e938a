#include "kernels/kernels.h"
#include "nn/layer.h"

#include <string.h>

/* y = a + b, of the same shape. */

static bool setup(struct layer *layer, struct fg_error *error)
{
    struct shape a = layer->in[0], b = layer->in[1];
    if (!shape_equal(a, b)) {
        char first[48], second[48];
        return fg_fail(error, FG_USAGE, "want two inputs of the same shape, got %s and %s", shape_text(a, first),
                       shape_text(b, second));
    }
    layer->out = a;
    return true;
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    add(work->y, work->x[0], work->x[1], (size_t)work->count * shape_size(layer->out));
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    for (int i = 0; i < 2; i++) {
        if (work->dx[i] && work->dx[i] != work->dy) {
            memcpy(work->dx[i], work->dy, (size_t)work->count * shape_size(layer->out) * sizeof *work->dy);
        }
    }
}

const struct layer_type layer_add = {
    .named = {"add", "the sum of the layer before and a named one", layer_other_field, sizeof(struct layer)},
    .example = "add: trunk",
    .inputs = 2,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
    .in_place = true,
    .gradient_in_place = true,
};
