#include "config/field_rows.h"
#include "kernels/kernels.h"
#include "kernels/shards.h"
#include "nn/layer.h"

#include <math.h>

/* Batch normalisation (Ioffe and Szegedy 2015). Over the examples and pixels of a batch, for each channel:
 * y = weight (x - mean) / sqrt(variance + epsilon) + bias; after training, with running averages in place of the
 * batch's. Without `scale`, weight is 1 and bias is 0. */
struct batchnorm {
    struct layer layer;
    double momentum, epsilon;
    bool scale;
};

static const struct field fields[] = {
    ROW("momentum", FIELD_NUMBER, batchnorm, momentum, "0.1", 0, 1,
        "share of the newest batch in the running averages"),
    ROW("epsilon", FIELD_NUMBER, batchnorm, epsilon, "1e-5", 0, 1, "added to the variance", .open = true),
    ROW("scale", FIELD_BOOL, batchnorm, scale, "true", 0, 0, "learn a scale and a shift a channel"),
    {0},
};

/* Parts of batch_values, each of one float a channel. */
enum part { MEAN, INVERSE_DEVIATION, SCALE, SHIFT, VARIANCE, FROM_DY, FROM_X, CONSTANT, PARTS };

static size_t channels(const struct layer *layer)
{
    return (size_t)layer->out.channels;
}

static float *part(const struct layer *layer, const struct layer_work *work, enum part which)
{
    return work->batch_values + (size_t)which * channels(layer);
}

static size_t rows(const struct layer *layer, int examples)
{
    return (size_t)examples * shape_pixels(layer->out);
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    (void)error;
    int count = layer->in[0].channels;
    layer->out = layer->in[0];
    if (((const struct batchnorm *)layer)->scale) {
        layer_add_vector(layer, "weight", count, 1.0f);
        layer_add_vector(layer, "bias", count, 0.0f);
    }
    layer_add_buffer(layer, "running_mean", count, 0.0f);
    layer_add_buffer(layer, "running_variance", count, 1.0f);
    layer->statistics = 2 * (size_t)count;
    layer->batch_values = PARTS * (size_t)count;
    layer->scratch = 2 * (size_t)count;
    return true;
}

static float weight(const struct layer_work *work, size_t channel)
{
    return work->parameters[0] ? work->parameters[0][channel] : 1.0f;
}

static float bias(const struct layer_work *work, size_t channel)
{
    return work->parameters[1] ? work->parameters[1][channel] : 0.0f;
}

static void forward_statistics(const struct layer *layer, const struct layer_work *work)
{
    sum_squares(work->x[0], work->statistics, work->statistics + channels(layer), rows(layer, work->count),
                channels(layer));
}

static void forward_combine(const struct layer *layer, const struct layer_work *work, int examples)
{
    const struct batchnorm *batchnorm = (const struct batchnorm *)layer;
    double count = (double)rows(layer, examples);
    shards_add(work->statistics, layer->statistics);
    for (size_t c = 0; c < channels(layer); c++) {
        double mean = work->statistics[c] / count;
        double variance = fmax(work->statistics[channels(layer) + c] / count - mean * mean, 0.0);
        double inverse = 1.0 / sqrt(variance + batchnorm->epsilon);
        part(layer, work, MEAN)[c] = (float)mean;
        part(layer, work, VARIANCE)[c] = (float)variance;
        part(layer, work, INVERSE_DEVIATION)[c] = (float)inverse;
        part(layer, work, SCALE)[c] = (float)(weight(work, c) * inverse);
        part(layer, work, SHIFT)[c] = (float)(bias(work, c) - weight(work, c) * inverse * mean);
    }
}

/* Scale and shift from the running averages. */
static void running_scale(const struct layer *layer, const struct layer_work *work, float *scale, float *shift)
{
    const struct batchnorm *batchnorm = (const struct batchnorm *)layer;
    for (size_t c = 0; c < channels(layer); c++) {
        scale[c] = weight(work, c) / sqrtf(work->buffers[1][c] + (float)batchnorm->epsilon);
        shift[c] = bias(work, c) - scale[c] * work->buffers[0][c];
    }
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    const float *scale = part(layer, work, SCALE), *shift = part(layer, work, SHIFT);
    if (!work->training) {
        running_scale(layer, work, work->scratch, work->scratch + channels(layer));
        scale = work->scratch;
        shift = work->scratch + channels(layer);
    }
    scale_shift(work->x[0], scale, shift, work->y, rows(layer, work->count), channels(layer));
}

static void backward_statistics(const struct layer *layer, const struct layer_work *work)
{
    sum_products(work->dy, work->x[0], part(layer, work, MEAN), work->statistics, work->statistics + channels(layer),
                 rows(layer, work->count), channels(layer));
}

/* With n rows and h = (x - mean) inverse: dx = weight inverse (dy - sum(dy) / n - h sum(dy h) / n). */
static void backward_combine(const struct layer *layer, const struct layer_work *work, int examples)
{
    double count = (double)rows(layer, examples);
    shards_add(work->statistics, layer->statistics);
    for (size_t c = 0; c < channels(layer); c++) {
        double inverse = part(layer, work, INVERSE_DEVIATION)[c], mean = part(layer, work, MEAN)[c];
        double sum = work->statistics[c], product = work->statistics[channels(layer) + c] * inverse;
        double scale = weight(work, c) * inverse;
        double from_x = -scale * inverse * product / count;
        part(layer, work, FROM_DY)[c] = (float)scale;
        part(layer, work, FROM_X)[c] = (float)from_x;
        part(layer, work, CONSTANT)[c] = (float)(-scale * sum / count - from_x * mean);
        if (work->gradients[0]) {
            work->gradients[0][c] += (float)product;
            work->gradients[1][c] += (float)sum;
        }
    }
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    if (!work->dx[0]) {
        return;
    }
    if (work->training) {
        combine_channels(work->dy, work->x[0], part(layer, work, FROM_DY), part(layer, work, FROM_X),
                         part(layer, work, CONSTANT), work->dx[0], rows(layer, work->count), channels(layer));
        return;
    }
    float *zeros = work->scratch + channels(layer);
    running_scale(layer, work, work->scratch, zeros);
    for (size_t c = 0; c < channels(layer); c++) {
        zeros[c] = 0.0f;
    }
    scale_shift(work->dy, work->scratch, zeros, work->dx[0], rows(layer, work->count), channels(layer));
}

/* The running variance takes the unbiased estimate, n / (n - 1) of the batch's, as PyTorch does. */
static void update_buffers(const struct layer *layer, const struct layer_work *work, int examples)
{
    const struct batchnorm *batchnorm = (const struct batchnorm *)layer;
    float momentum = (float)batchnorm->momentum;
    float count = (float)rows(layer, examples);
    float unbiased = count > 1.0f ? count / (count - 1.0f) : 1.0f;
    for (size_t c = 0; c < channels(layer); c++) {
        work->buffers[0][c] += momentum * (part(layer, work, MEAN)[c] - work->buffers[0][c]);
        work->buffers[1][c] += momentum * (unbiased * part(layer, work, VARIANCE)[c] - work->buffers[1][c]);
    }
}

const struct layer_type layer_batchnorm = {
    .named = {"batchnorm", "batch normalisation with a learnt scale and shift a channel", fields,
              sizeof(struct batchnorm)},
    .example = "batchnorm: {momentum: 0.1}",
    .inputs = 1,
    .setup = setup,
    .sweeps = {[SWEEP_FORWARD] = {.examples = forward, .statistics = forward_statistics, .combine = forward_combine},
               [SWEEP_BACKWARD] = {.examples = backward,
                                   .statistics = backward_statistics,
                                   .combine = backward_combine}},
    .update_buffers = update_buffers,
    .gradient_in_place = true,
};
