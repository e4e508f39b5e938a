#include "base/integer.h"
#include "config/field_rows.h"
#include "kernels/kernels.h"
#include "nn/layer.h"

/* The largest value of each window. out = ceil(in / stride): a window that passes the bottom or right border is cut off
 * there. Keeps a byte an output: which of the window's values it was. */
struct max_pool {
    struct layer layer;
    int size, stride;
};

static const struct field fields[] = {
    ROW("size", FIELD_INT, max_pool, size, "2", 1, 15, "height and width of the window"),
    ROW("stride", FIELD_INT, max_pool, stride, "0", 0, 15, "pixels between windows; 0: the window's size"),
    {0},
};

static struct pooling pooling(const struct layer *layer)
{
    const struct max_pool *pool = (const struct max_pool *)layer;
    struct shape in = layer->in[0];
    int stride = pool->stride ? pool->stride : pool->size;
    return (struct pooling){in.height, in.width, in.channels, pool->size, stride, layer->out.height, layer->out.width};
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    (void)error;
    struct shape in = layer->in[0];
    int stride = pooling(layer).stride;
    layer->out = (struct shape){int_ceil_divide(in.height, stride), int_ceil_divide(in.width, stride), in.channels};
    layer->kept = shape_size(layer->out);
    return true;
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    struct pooling p = pooling(layer);
    max_pool_forward(&p, work->count, work->x[0], work->y, work->kept);
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    struct pooling p = pooling(layer);
    if (work->dx[0]) {
        max_pool_backward(&p, work->count, work->dy, work->kept, work->dx[0]);
    }
}

const struct layer_type layer_max_pool = {
    .named = {"max_pool", "the largest value of each window", fields, sizeof(struct max_pool)},
    .example = "max_pool: 2",
    .inputs = 1,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
};
