#include "base/integer.h"
#include "config/field_rows.h"
#include "kernels/convolution.h"
#include "kernels/matrix.h"
#include "nn/layer.h"

/* y = x w + b; x flattened to a vector, w [in][out]. dw = x' dy, db = sum of dy, dx = dy w'.
 *
 * A large matrix is multiplied by the whole batch, so that it is read once: in pieces of its columns forward, of its
 * rows for dx. A small one is a 1x1 convolution whose image is a row of examples. */
struct dense {
    struct layer layer;
    int units;
    bool bias;
};

/* Weights from which on a matrix is large; the columns of a product in a piece, and the rows of dw; examples at a time
 * where the matrix is small. */
enum { LARGE = 1 << 14, PIECE = 64, PIECE_ROWS = 512, AT_A_TIME = 32 };

static const struct field fields[] = {
    ROW("units", FIELD_INT, dense, units, NULL, 1, 1 << 20, "outputs"),
    ROW("bias", FIELD_BOOL, dense, bias, "true", 0, 0, "add a bias"),
    LAYER_INITIALIZER_FIELD(dense),
    {0},
};

static int inputs(const struct layer *layer)
{
    return (int)shape_size(layer->in[0]);
}

static struct geometry row_of_examples(const struct layer *layer, int examples)
{
    return (struct geometry){.large_height = 1,
                             .large_width = examples,
                             .large_channels = inputs(layer),
                             .small_height = 1,
                             .small_width = examples,
                             .small_channels = layer->out.channels,
                             .kernel = 1,
                             .stride = 1};
}

static int input_pieces(const struct layer *layer)
{
    return int_ceil_divide(inputs(layer), PIECE);
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    const struct dense *dense = (const struct dense *)layer;
    int in = inputs(layer), out = dense->units;
    layer->out = (struct shape){1, 1, out};
    if (!layer_add_weight(layer, 2, (const int[]){in, out}, error)) {
        return false;
    }
    if (dense->bias) {
        layer_add_vector(layer, "bias", out, 0.0f);
    }
    layer->multiply_adds = (double)in * out;
    if (layer->multiply_adds < LARGE) {
        struct geometry row = row_of_examples(layer, AT_A_TIME);
        layer->arranged = convolution_arranged(&row);
        layer->arrange_pieces = convolution_pieces(&row);
        layer->scratch = convolution_scratch(&row);
        return true;
    }
    layer->pieces[SWEEP_FORWARD] = int_ceil_divide(out, PIECE);
    layer->pieces[SWEEP_BACKWARD] =
        input_pieces(layer) + layer->pieces[SWEEP_FORWARD] * int_ceil_divide(in, PIECE_ROWS);
    layer->scratch = matrix_scratch(PIECE);
    layer->batch_scratch = matrix_examples_scratch(PIECE);
    return true;
}

static void arrange(const struct layer *layer, const struct layer_work *work, enum direction direction, int piece)
{
    struct geometry row = row_of_examples(layer, 1);
    convolution_arrange(&row, direction, piece, work->parameters[0], work->arranged);
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    struct geometry row = row_of_examples(layer, work->count);
    convolution_forward(&row, 1, work->x[0], work->arranged, work->parameters[1], work->y, NULL);
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    for (int first = 0; work->gradients[0] && first < work->count; first += AT_A_TIME) {
        struct geometry part = row_of_examples(layer, int_min(work->count - first, AT_A_TIME));
        convolution_backward_weight(&part, 1, work->x[0] + (ptrdiff_t)first * inputs(layer),
                                    work->dy + (ptrdiff_t)first * layer->out.channels, work->gradients[0],
                                    work->gradients[1], work->scratch);
    }
    if (work->dx[0]) {
        struct geometry row = row_of_examples(layer, work->count);
        convolution_backward_input(&row, 1, work->dy, work->arranged, work->dx[0], NULL);
    }
}

static void forward_piece(const struct layer *layer, const struct layer_work *work, int piece)
{
    int in = inputs(layer), out = layer->out.channels, first = piece * PIECE;
    struct matrix x = {work->x[0], in, false}, w = {work->parameters[0] + first, out, false};
    struct matrix_start start = {.bias = work->parameters[1] ? work->parameters[1] + first : NULL};
    matrix_multiply(work->count, int_min(out - first, PIECE), in, x, w, start, work->y + first, out, work->scratch);
}

/* dx's columns from `first` on. */
static void input_gradient(const struct layer *layer, const struct layer_work *work, int first)
{
    int in = inputs(layer), out = layer->out.channels;
    struct matrix dy = {work->dy, out, false}, w = {work->parameters[0] + (ptrdiff_t)first * out, out, true};
    struct matrix_start start = {.add = work->adds[0]};
    matrix_multiply(work->count, int_min(in - first, PIECE), out, dy, w, start, work->dx[0] + first, in, work->scratch);
}

/* dw's rows from `row` and columns from `column` on; with its first rows, db. */
static void weight_gradient(const struct layer *layer, const struct layer_work *work, int row, int column)
{
    int in = inputs(layer), out = layer->out.channels;
    struct matrix x = {work->x[0] + row, in, false}, dy = {work->dy + column, out, false};
    float *db = work->gradients[1] && row == 0 ? work->gradients[1] + column : NULL;
    matrix_sum_examples(work->count, int_min(in - row, PIECE_ROWS), int_min(out - column, PIECE), x, dy,
                        !work->sets_gradients, work->gradients[0] + (ptrdiff_t)row * out + column, db, work->scratch);
}

static void backward_piece(const struct layer *layer, const struct layer_work *work, int piece)
{
    int weight_piece = piece - input_pieces(layer), across = layer->pieces[SWEEP_FORWARD];
    if (weight_piece >= 0 && work->gradients[0]) {
        weight_gradient(layer, work, weight_piece / across * PIECE_ROWS, weight_piece % across * PIECE);
    } else if (weight_piece < 0 && work->dx[0]) {
        input_gradient(layer, work, piece * PIECE);
    }
}

const struct layer_type layer_dense = {
    .named = {"dense", "every output from every input: y = x w + b", fields, sizeof(struct dense)},
    .example = "dense: 128",
    .inputs = 1,
    .setup = setup,
    .arrange = arrange,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward, .piece = forward_piece},
               [SWEEP_BACKWARD] = {.examples = backward, .piece = backward_piece}},
};
