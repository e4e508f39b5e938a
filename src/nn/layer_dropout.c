#include "forger/random.h"
#include "kernels/kernels.h"
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
    uint32_t threshold = (uint32_t)(dropout->rate * 0x1p16), block[4];
    size_t size = shape_size(layer->out);
    struct fg_random random =
        fg_random_stream(work->seed, FG_PURPOSE_DROPOUT + (work->stream << 10) + (uint32_t)layer->index, work->step,
                         (uint32_t)(work->first + example));
    for (size_t i = 0; i < size; i++) {
        if (i % 8 == 0) {
            fg_random_philox(random.counter, random.key, block);
            random.counter[3]++;
        }
        uint32_t half = block[i % 8 / 2] >> i % 2 * 16 & 0xffff;
        passed[i] = half >= threshold;
    }
}

/* y = x passed / (1 - rate), for values and for gradients. */
static void apply(const struct layer *layer, const struct layer_work *work, const float *x, float *y)
{
    const struct dropout *dropout = (const struct dropout *)layer;
    float scale = (float)(1.0 / (1.0 - dropout->rate));
    select_scaled(x, work->kept, scale, y, (size_t)work->count * shape_size(layer->out));
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = shape_size(layer->out);
    if (!work->training) {
        memmove(work->y, work->x[0], (size_t)work->count * size * sizeof *work->y);
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
        memmove(work->dx[0], work->dy, (size_t)work->count * shape_size(layer->out) * sizeof *work->dy);
    }
}

const struct layer_type layer_dropout = {
    .named = {"dropout", "drops a share of the values in training", fields, sizeof(struct dropout)},
    .example = "dropout: 0.5",
    .inputs = 1,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},
    .in_place = true,
    .gradient_in_place = true,
};
