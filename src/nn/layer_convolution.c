#include "base/integer.h"
#include "config/field_rows.h"
#include "kernels/convolution.h"
#include "nn/layer.h"

#include <stdlib.h>
#include <string.h>

/* conv: y[i][j][o] = b[o] + sum over k, l, c of x[i s + k - top][j s + l - left][c] w[k][l][c][o]; a cross-correlation,
 * as everywhere in the field. conv_transpose is the gradient of a convolution used forward: each input pixel adds a
 * kernel x kernel patch to the output, stride apart. */
struct convolution {
    struct layer layer;
    int filters, kernel, stride;
    const char *padding; /* "same" or a number of pixels */
    bool bias;
    struct geometry geometry; /* made by set-up */
};

extern const struct layer_type layer_conv_transpose;

static const struct field fields[] = {
    ROW("filters", FIELD_INT, convolution, filters, NULL, 1, 4096, "output channels"),
    ROW("kernel", FIELD_INT, convolution, kernel, "3", 1, 31, "height and width of the window"),
    ROW("stride", FIELD_INT, convolution, stride, "1", 1, 16, "pixels between windows"),
    ROW("padding", FIELD_TEXT, convolution, padding, "same", 0, 0,
        "same (out = ceil(in / stride), transposed in * stride) or pixels on every side"),
    ROW("bias", FIELD_BOOL, convolution, bias, "true", 0, 0, "add a bias to each output channel"),
    LAYER_INITIALIZER_FIELD(convolution),
    {0},
};

enum { SAME = -1 }; /* instead of a number of pixels */

/* Along an axis: the output's length, less than 1 where nothing is left, and the padding before the input, or what is
 * cut before the output. */
struct axis_place {
    int out, before;
};

static struct axis_place place(const struct convolution *conv, int in, int padding)
{
    int kernel = conv->kernel, stride = conv->stride;
    if (padding != SAME) {
        return (struct axis_place){in + 2 * padding < kernel ? 0 : (in + 2 * padding - kernel) / stride + 1, padding};
    }
    int out = int_ceil_divide(in, stride), total = (out - 1) * stride + kernel - in;
    return (struct axis_place){out, total > 0 ? total / 2 : 0};
}

static struct axis_place place_transposed(const struct convolution *conv, int in, int padding)
{
    int full = (in - 1) * conv->stride + conv->kernel;
    if (padding != SAME) {
        return (struct axis_place){full - 2 * padding, padding};
    }
    int out = in * conv->stride;
    return (struct axis_place){out, full > out ? (full - out) / 2 : 0};
}

static bool read_padding(const struct convolution *conv, int *padding, struct fg_error *error)
{
    char *end;
    long pixels = strtol(conv->padding, &end, 10);
    if (strcmp(conv->padding, "same") == 0) {
        *padding = SAME;
        return true;
    }
    *padding = (int)pixels;
    return (!*end && end != conv->padding && pixels >= 0 && pixels < conv->kernel) ||
           fg_fail(error, FG_USAGE, "padding: want `same` or 0..%d, got \"%s\"", conv->kernel - 1, conv->padding);
}

/* Weight [kernel][kernel][in][out], bias, and what the kernels need. */
static bool declare(struct convolution *conv, struct fg_error *error)
{
    struct layer *layer = &conv->layer;
    const struct geometry *g = &conv->geometry;
    int kernel = conv->kernel, in = layer->in[0].channels, out = layer->out.channels;
    if (!layer_add_weight(layer, 4, (const int[]){kernel, kernel, in, out}, error)) {
        return false;
    }
    if (conv->bias) {
        layer_add_vector(layer, "bias", out, 0.0f);
    }
    layer->scratch = convolution_scratch(g);
    layer->arranged = convolution_arranged(g);
    layer->arrange_pieces = convolution_pieces(g);
    layer->multiply_adds = (double)g->small_height * g->small_width * (double)layer->parameters[0].count;
    return true;
}

static bool fail_of_size(const struct convolution *conv, int padding, struct fg_error *error)
{
    char text[48];
    shape_text(conv->layer.in[0], text);
    if (conv->layer.type == &layer_conv_transpose) {
        return fg_fail(error, FG_USAGE, "with padding %d nothing is left of %s: use less padding", padding, text);
    }
    return fg_fail(error, FG_USAGE,
                   "a %dx%d window does not fit into %s with padding %d: use a smaller kernel or more padding",
                   conv->kernel, conv->kernel, text, padding);
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    struct convolution *conv = (struct convolution *)layer;
    bool transposed = layer->type == &layer_conv_transpose;
    struct shape in = layer->in[0];
    int padding;
    if (!read_padding(conv, &padding, error)) {
        return false;
    }
    struct axis_place rows = (transposed ? place_transposed : place)(conv, in.height, padding);
    struct axis_place columns = (transposed ? place_transposed : place)(conv, in.width, padding);
    if (rows.out < 1 || columns.out < 1) {
        return fail_of_size(conv, padding, error);
    }
    struct shape out = layer->out = (struct shape){rows.out, columns.out, conv->filters};
    struct shape large = transposed ? out : in, small = transposed ? in : out;
    conv->geometry = (struct geometry){large.height,
                                       large.width,
                                       large.channels,
                                       small.height,
                                       small.width,
                                       small.channels,
                                       .kernel = conv->kernel,
                                       .stride = conv->stride,
                                       .top = rows.before,
                                       .left = columns.before,
                                       .transposed = transposed};
    return declare(conv, error);
}

static void arrange(const struct layer *layer, const struct layer_work *work, enum direction direction, int piece)
{
    const struct convolution *conv = (const struct convolution *)layer;
    convolution_arrange(&conv->geometry, direction, piece, work->parameters[0], work->arranged);
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
    .named = {"conv", "convolution with a bias", fields, sizeof(struct convolution)},
    .example = "conv: {filters: 32, kernel: 3, stride: 1, padding: same}",
    .inputs = 1,
    .setup = setup,
    .arrange = arrange,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
};

const struct layer_type layer_conv_transpose = {
    .named = {"conv_transpose", "transposed convolution: makes an image larger", fields, sizeof(struct convolution)},
    .example = "conv_transpose: {filters: 64, kernel: 4, stride: 2}",
    .inputs = 1,
    .setup = setup,
    .arrange = arrange,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
};
