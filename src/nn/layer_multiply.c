#include "kernels/kernels.h"
#include "nn/layer.h"

/* y = a b, number by number. One of the two may be smaller: a vector, which stands for all pixels of the other, or one
 * number, which stands for all of its numbers. */

/* The input that is not the larger one. */
static int small_input(const struct layer *layer)
{
    return shape_size(layer->in[0]) < shape_size(layer->in[1]) ? 0 : 1;
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    struct shape large = layer->in[!small_input(layer)], small = layer->in[small_input(layer)];
    bool vector = shape_is_vector(small);
    if (!shape_equal(large, small) && !(vector && (small.channels == 1 || small.channels == large.channels))) {
        char first[48], second[48];
        return fg_fail(error, FG_USAGE,
                       "want two inputs of the same shape, or one a vector of the other's channels or a number, got %s "
                       "and %s",
                       shape_text(layer->in[0], first), shape_text(layer->in[1], second));
    }
    layer->out = large;
    return true;
}

/* The numbers of both inputs for one example: the large one's are rows as long as the small one. */
struct operands {
    const float *large, *small;
    size_t start, small_start; /* of the example's numbers in the arrays */
    size_t rows, channels;
};

static struct operands operands(const struct layer *layer, const struct layer_work *work, int example)
{
    int small = small_input(layer);
    size_t size = shape_size(layer->out), channels = shape_size(layer->in[small]);
    size_t start = (size_t)example * size, small_start = (size_t)example * channels;
    return (struct operands){.large = work->x[!small] + start,
                             .small = work->x[small] + small_start,
                             .start = start,
                             .small_start = small_start,
                             .rows = size / channels,
                             .channels = channels};
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    for (int example = 0; example < work->count; example++) {
        struct operands x = operands(layer, work, example);
        multiply_rows(x.large, x.small, work->y + x.start, x.rows, x.channels);
    }
}

/* The large one's gradient may lie over dy, so it comes last. */
static void backward(const struct layer *layer, const struct layer_work *work)
{
    float *dlarge = work->dx[!small_input(layer)], *dsmall = work->dx[small_input(layer)];
    for (int example = 0; example < work->count; example++) {
        struct operands x = operands(layer, work, example);
        const float *dy = work->dy + x.start;
        if (dsmall) {
            sum_row_products(dy, x.large, dsmall + x.small_start, x.rows, x.channels);
        }
        if (dlarge) {
            multiply_rows(dy, x.small, dlarge + x.start, x.rows, x.channels);
        }
    }
}

const struct layer_type layer_multiply = {
    .named = {"multiply", "the product of the layer before and a named one, of which one may be a vector or a number",
              layer_other_field, sizeof(struct layer)},
    .example = "multiply: trunk",
    .inputs = 2,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
    .gradient_in_place = true,
};
