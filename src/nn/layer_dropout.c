#include "forger/random.h"
#include "nn/layer.h"

#include <string.h>

/* Dropout (Srivastava et al. 2014), inverted: in training each value is 0 with probability rate, else divided by
 * 1 - rate; afterwards values pass unchanged. Keeps a byte a value: whether it passed. */
struct dropout {
    struct layer layer;
    double rate;
};

static const struct field fields[] = {
    {.name = "rate",
     .kind = FIELD_NUMBER,
     .offset = offsetof(struct dropout, rate),
     .fallback = "0.5",
     .minimum = 0,
     .maximum = 0.99,
     .help = "share of values dropped"},
    {0},
};

static bool setup(struct layer *layer, struct fg_error *error)
{
    (void)error;
    layer->out = layer->in[0];
    layer->kept = shape_size(layer->out);
    return true;
}

static void draw(const struct layer *layer, const struct layer_work *work, int example, uint8_t *passed)
{
    const struct dropout *dropout = (const struct dropout *)layer;
    uint32_t threshold = (uint32_t)(dropout->rate * 0x1p32);
    struct fg_random random =
        fg_random_stream(work->seed, FG_PURPOSE_DROPOUT + (work->stream << 10) + (uint32_t)layer->index, work->step,
                         (uint32_t)(work->first + example));
    for (size_t i = 0; i < shape_size(layer->out); i++) {
        passed[i] = fg_random_bits(&random) >= threshold;
    }
}

/* y = x passed / (1 - rate), for values and for gradients. */
static void apply(const struct layer *layer, const struct layer_work *work, const float *x, float *y)
{
    const struct dropout *dropout = (const struct dropout *)layer;
    const uint8_t *passed = work->kept;
    float scale = (float)(1.0 / (1.0 - dropout->rate));
    for (size_t i = 0; i < (size_t)work->count * shape_size(layer->out); i++) {
        y[i] = passed[i] ? scale * x[i] : 0.0f;
    }
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = shape_size(layer->out);
    if (!work->training) {
        memcpy(work->y, work->x[0], (size_t)work->count * size * sizeof *work->y);
        return;
    }
    for (int example = 0; example < work->count; example++) {
        draw(layer, work, example, (uint8_t *)work->kept + (size_t)example * size);
    }
    apply(layer, work, work->x[0], work->y);
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    if (!work->dx[0]) {
        return;
    }
    if (work->training) {
        apply(layer, work, work->dy, work->dx[0]);
    } else {
        memcpy(work->dx[0], work->dy, (size_t)work->count * shape_size(layer->out) * sizeof *work->dy);
    }
}

const struct layer_type layer_dropout = {
    .named = {"dropout", "drops a share of the values in training"},
    .example = "dropout: 0.5",
    .size = sizeof(struct dropout),
    .fields = fields,
    .inputs = 1,
    .setup = setup,
    .forward = forward,
    .backward = backward,
};
