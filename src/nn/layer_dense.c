#include "kernels/elementwise.h"
#include "kernels/matrix.h"
#include "nn/layer.h"

/* y = x w + b; x flattened to a vector, w [in][out]. dw = x' dy, db = sum of dy, dx = dy w'. */
struct dense {
    struct layer layer;
    int units;
    bool bias;
};

enum { ROWS_A_PIECE = 128 };

static const struct field fields[] = {
    {.name = "units",
     .kind = FIELD_INT,
     .offset = offsetof(struct dense, units),
     .minimum = 1,
     .maximum = 1 << 20,
     .help = "outputs"},
    {.name = "bias",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct dense, bias),
     .fallback = "true",
     .help = "add a bias"},
    LAYER_INITIALIZER_FIELD(dense),
    {0},
};

static int inputs(const struct layer *layer)
{
    return (int)shape_size(layer->in[0]);
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    (void)error;
    const struct dense *dense = (const struct dense *)layer;
    int in = inputs(layer), out = dense->units;
    layer->out = (struct shape){1, 1, out};
    layer_add_weight(layer, 2, (const int[]){in, out}, in, out);
    if (dense->bias) {
        layer_add_vector(layer, "bias", out, 0.0f);
    }
    layer->multiply_adds = (double)in * out;
    layer->gradient_pieces = (in + ROWS_A_PIECE - 1) / ROWS_A_PIECE;
    return true;
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    const struct dense *dense = (const struct dense *)layer;
    int in = inputs(layer), out = dense->units;
    matrix_multiply(work->count, out, in, (struct matrix){work->x[0], in, 0},
                    (struct matrix){work->parameters[0], out, 0}, MATRIX_SET, work->y, out);
    if (dense->bias) {
        add_bias(work->y, work->parameters[1], (size_t)work->count, (size_t)out);
    }
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    const struct dense *dense = (const struct dense *)layer;
    int in = inputs(layer), out = dense->units;
    if (work->dx[0]) {
        matrix_multiply(work->count, in, out, (struct matrix){work->dy, out, 0},
                        (struct matrix){work->parameters[0], out, 1}, MATRIX_SET, work->dx[0], in);
    }
}

static void weight_gradient(const struct layer *layer, const struct layer_work *work, int piece)
{
    const struct dense *dense = (const struct dense *)layer;
    int in = inputs(layer), out = dense->units;
    int first = piece * ROWS_A_PIECE;
    int rows = in - first < ROWS_A_PIECE ? in - first : ROWS_A_PIECE;
    matrix_multiply(rows, out, work->count, (struct matrix){work->x[0] + first, in, 1},
                    (struct matrix){work->dy, out, 0}, MATRIX_ADD, work->gradients[0] + (size_t)first * (size_t)out,
                    out);
    if (dense->bias && piece == 0) {
        sum_rows(work->dy, work->gradients[1], (size_t)work->count, (size_t)out);
    }
}

const struct layer_type layer_dense = {
    .named = {"dense", "every output from every input: y = x w + b"},
    .example = "dense: 128",
    .size = sizeof(struct dense),
    .fields = fields,
    .inputs = 1,
    .setup = setup,
    .forward = forward,
    .backward = backward,
    .weight_gradient = weight_gradient,
};
