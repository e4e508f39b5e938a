#include "nn/convolution_layer.h"

/* y[i][j][o] = b[o] + sum over k, l, c of x[i s + k - top][j s + l - left][c] w[k][l][c][o]; a cross-correlation, as
 * everywhere in the field. */

/* Output length along one axis and the padding before it; false where the window does not fit. */
static bool place(int in, int kernel, int stride, bool same, int padding, int *out, int *before)
{
    if (same) {
        *out = (in + stride - 1) / stride;
        int total = (*out - 1) * stride + kernel - in;
        *before = total > 0 ? total / 2 : 0;
        return true;
    }
    *before = padding;
    *out = (in + 2 * padding - kernel) / stride + 1;
    return in + 2 * padding >= kernel;
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
    *g = (struct geometry){in.height,
                           in.width,
                           in.channels,
                           .small_channels = conv->filters,
                           .kernel = conv->kernel,
                           .stride = conv->stride};
    if (!place(in.height, g->kernel, g->stride, same, padding, &g->small_height, &g->top) ||
        !place(in.width, g->kernel, g->stride, same, padding, &g->small_width, &g->left)) {
        char text[48];
        return fg_fail(error, FG_USAGE,
                       "a %dx%d window does not fit into %s with padding %d: use a smaller kernel or more padding",
                       g->kernel, g->kernel, shape_text(in, text), padding);
    }
    layer->out = (struct shape){g->small_height, g->small_width, conv->filters};
    return convolution_declare(conv, error);
}

static void arrange(const struct layer *layer, const struct layer_work *work, enum direction direction, int piece)
{
    convolution_arrange(&((const struct convolution *)layer)->geometry, direction, piece, work->parameters[0],
                        work->arranged);
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    const struct convolution *conv = (const struct convolution *)layer;
    convolution_forward(&conv->geometry, work->count, work->x[0], work->arranged, work->parameters[1], work->y,
                        work->scratch);
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    const struct convolution *conv = (const struct convolution *)layer;
    if (work->gradients[0]) {
        convolution_backward_weight(&conv->geometry, work->count, work->x[0], work->dy, work->gradients[0],
                                    work->gradients[1], work->scratch);
    }
    if (work->dx[0]) {
        convolution_backward_input(&conv->geometry, work->count, work->dy, work->arranged, work->dx[0], work->scratch);
    }
}

const struct layer_type layer_conv = {
    .named = {"conv", "convolution with a bias"},
    .example = "conv: {filters: 32, kernel: 3, stride: 1, padding: same}",
    .size = sizeof(struct convolution),
    .fields = convolution_fields,
    .inputs = 1,
    .setup = setup,
    .arrange = arrange,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
};
