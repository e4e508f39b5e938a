#include "nn/convolution_layer.h"

/* The gradient of a convolution used forward: each input pixel adds a kernel x kernel patch to the output, stride
 * apart. */

/* Output length along one axis and how much is cut before it; false where nothing is left. */
static bool place(int in, int kernel, int stride, bool same, int padding, int *out, int *before)
{
    int full = (in - 1) * stride + kernel;
    if (same) {
        *out = in * stride;
        *before = full > *out ? (full - *out) / 2 : 0;
        return true;
    }
    *before = padding;
    *out = full - 2 * padding;
    return *out > 0;
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    struct convolution *conv = (struct convolution *)layer;
    struct shape in = layer->in[0];
    struct geometry *g = &conv->geometry;
    bool same;
    int padding = 0;
    if (!convolution_padding(conv, &same, &padding, error)) {
        return false;
    }
    *g = (struct geometry){.large_channels = conv->filters,
                           .small_height = in.height,
                           .small_width = in.width,
                           .small_channels = in.channels,
                           .kernel = conv->kernel,
                           .stride = conv->stride};
    if (!place(in.height, g->kernel, g->stride, same, padding, &g->large_height, &g->top) ||
        !place(in.width, g->kernel, g->stride, same, padding, &g->large_width, &g->left)) {
        char text[48];
        return fg_fail(error, FG_USAGE, "with padding %d nothing is left of %s: use less padding", padding,
                       shape_text(in, text));
    }
    layer->out = (struct shape){g->large_height, g->large_width, conv->filters};
    return convolution_declare(conv, error);
}

static void arrange(const struct layer *layer, const struct layer_work *work, enum direction direction, int piece)
{
    transposed_arrange(&((const struct convolution *)layer)->geometry, direction, piece, work->parameters[0],
                       work->arranged);
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    const struct convolution *conv = (const struct convolution *)layer;
    transposed_forward(&conv->geometry, work->count, work->x[0], work->arranged, work->parameters[1], work->y,
                       work->scratch);
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    const struct convolution *conv = (const struct convolution *)layer;
    if (work->gradients[0]) {
        transposed_backward_weight(&conv->geometry, work->count, work->x[0], work->dy, work->gradients[0],
                                   work->gradients[1], work->scratch);
    }
    if (work->dx[0]) {
        transposed_backward_input(&conv->geometry, work->count, work->dy, work->arranged, work->dx[0], work->scratch);
    }
}

const struct layer_type layer_conv_transpose = {
    .named = {"conv_transpose", "transposed convolution: makes an image larger"},
    .example = "conv_transpose: {filters: 64, kernel: 4, stride: 2}",
    .size = sizeof(struct convolution),
    .fields = convolution_fields,
    .inputs = 1,
    .setup = setup,
    .arrange = arrange,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
};
