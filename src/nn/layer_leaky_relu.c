#include "kernels/elementwise.h"
#include "nn/layer.h"

/* y = x where x > 0, else slope x (Maas et al. 2013). */
struct leaky_relu {
    struct layer layer;
    double slope;
};

static const struct field fields[] = {
    {.name = "slope",
     .kind = FIELD_NUMBER,
     .offset = offsetof(struct leaky_relu, slope),
     .fallback = "0.2",
     .minimum = 0,
     .maximum = 1,
     .help = "of the part below zero"},
    {0},
};

static void forward(const struct layer *layer, const struct layer_work *work)
{
    const struct leaky_relu *leaky = (const struct leaky_relu *)layer;
    leaky_relu_forward(work->x[0], work->y, (float)leaky->slope, (size_t)work->count * shape_size(layer->out));
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    const struct leaky_relu *leaky = (const struct leaky_relu *)layer;
    if (work->dx[0]) {
        leaky_relu_backward(work->y, work->dy, work->dx[0], (float)leaky->slope,
                            (size_t)work->count * shape_size(layer->out));
    }
}

const struct layer_type layer_leaky_relu = {
    .named = {"leaky_relu", "x above zero, slope x below"},
    .example = "leaky_relu: 0.2",
    .size = sizeof(struct leaky_relu),
    .fields = fields,
    .inputs = 1,
    .setup = layer_keep_shape,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
    .in_place = true,
    .gradient_in_place = true,
    .reads_output = true,
};
