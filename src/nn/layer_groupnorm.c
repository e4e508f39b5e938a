#include "config/field_rows.h"
#include "kernels/kernels.h"
#include "nn/layer.h"

#include <math.h>

/* Normalisation of each example by itself, in training and afterwards: over all pixels of a group of channels,
 * y = weight (x - mean) / sqrt(variance + epsilon) + bias, with a weight and a bias a channel. groupnorm (Wu and He
 * 2018) has `groups` of neighbouring channels, layernorm (Ba et al. 2016) one group of all, instancenorm (Ulyanov et
 * al. 2016) one a channel. Keeps each group's mean and 1 / sqrt(variance + epsilon). */
struct groupnorm {
    struct layer layer;
    int groups; /* of layernorm and instancenorm: made by set-up */
    double epsilon;
    bool scale;
};

#define EPSILON ROW("epsilon", FIELD_NUMBER, groupnorm, epsilon, "1e-5", 0, 1, "added to the variance", .open = true)
#define SCALE   ROW("scale", FIELD_BOOL, groupnorm, scale, "true", 0, 0, "learn a scale and a shift a channel")

static const struct field fields[] = {EPSILON, SCALE, {0}};

static const struct field group_fields[] = {
    ROW("groups", FIELD_INT, groupnorm, groups, NULL, 1, 4096, "of neighbouring channels, as many in each"),
    EPSILON,
    SCALE,
    {0},
};

/* Of a group of one example. */
struct kept {
    float mean, inverse_deviation;
};

/* Numbers that a channel has in the scratch memory: sums of two kinds, in double; then what they make, in float. */
enum { SUMS = 2, FLOATS = 3 };

static const struct groupnorm *groupnorm_of(const struct layer *layer)
{
    return (const struct groupnorm *)layer;
}

static size_t channels(const struct layer *layer)
{
    return (size_t)layer->out.channels;
}

static size_t group_channels(const struct layer *layer)
{
    return channels(layer) / (size_t)groupnorm_of(layer)->groups;
}

static bool set_up(struct layer *layer, int groups, struct fg_error *error)
{
    struct groupnorm *groupnorm = (struct groupnorm *)layer;
    int count = layer->in[0].channels;
    char text[48];
    groupnorm->groups = groups;
    layer->out = layer->in[0];
    if (count % groups != 0) {
        return fg_fail(error, FG_USAGE, "%d groups can't have the same number of %d channels", groups, count);
    }
    if (shape_pixels(layer->out) * group_channels(layer) == 1) {
        return fg_fail(error, FG_USAGE,
                       "normalises one number at a time, which leaves nothing of it: want more than %s",
                       shape_text(layer->out, text));
    }
    if (groupnorm->scale) {
        layer_add_vector(layer, "weight", count, 1.0f);
        layer_add_vector(layer, "bias", count, 0.0f);
    }
    layer->kept = (size_t)groups * sizeof(struct kept);
    layer->scratch = channels(layer) * (SUMS * sizeof(double) / sizeof(float) + FLOATS);
    return true;
}

static bool setup(struct layer *layer, struct fg_error *error)
{
    return set_up(layer, groupnorm_of(layer)->groups, error);
}

static bool setup_one(struct layer *layer, struct fg_error *error)
{
    return set_up(layer, 1, error);
}

static bool setup_each(struct layer *layer, struct fg_error *error)
{
    return set_up(layer, layer->in[0].channels, error);
}

static double *sums(const struct layer *layer, const struct layer_work *work, int which)
{
    return (double *)(void *)work->scratch + (size_t)which * channels(layer);
}

static float *made(const struct layer *layer, const struct layer_work *work, int which)
{
    return work->scratch + channels(layer) * (SUMS * sizeof(double) / sizeof(float) + (size_t)which);
}

static void clear(const struct layer *layer, const struct layer_work *work)
{
    for (size_t i = 0; i < SUMS * channels(layer); i++) {
        sums(layer, work, 0)[i] = 0;
    }
}

static double weight(const struct layer_work *work, size_t channel)
{
    return work->parameters[0] ? (double)work->parameters[0][channel] : 1;
}

static double bias(const struct layer_work *work, size_t channel)
{
    return work->parameters[1] ? (double)work->parameters[1][channel] : 0;
}

/* A group's mean and deviation from its channels' sums, and the scale and shift of each channel. */
static struct kept measure(const struct layer *layer, const struct layer_work *work, size_t group)
{
    size_t width = group_channels(layer), first = group * width;
    double count = (double)(shape_pixels(layer->out) * width), sum = 0, squares = 0;
    for (size_t c = first; c < first + width; c++) {
        sum += sums(layer, work, 0)[c];
        squares += sums(layer, work, 1)[c];
    }
    double mean = sum / count, variance = fmax(squares / count - mean * mean, 0.0);
    double inverse = 1 / sqrt(variance + groupnorm_of(layer)->epsilon);
    for (size_t c = first; c < first + width; c++) {
        made(layer, work, 0)[c] = (float)(weight(work, c) * inverse);
        made(layer, work, 1)[c] = (float)(bias(work, c) - weight(work, c) * inverse * mean);
    }
    return (struct kept){(float)mean, (float)inverse};
}

static void forward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = shape_size(layer->out), groups = (size_t)groupnorm_of(layer)->groups;
    struct kept *kept = work->kept;
    for (size_t example = 0; example < (size_t)work->count; example++, kept += groups) {
        const float *x = work->x[0] + example * size;
        clear(layer, work);
        sum_squares(x, sums(layer, work, 0), sums(layer, work, 1), shape_pixels(layer->out), channels(layer));
        for (size_t g = 0; g < groups; g++) {
            kept[g] = measure(layer, work, g);
        }
        scale_shift(x, made(layer, work, 0), made(layer, work, 1), work->y + example * size, shape_pixels(layer->out),
                    channels(layer));
    }
}

/* With h = (x - mean) inverse over a group of n numbers, and d = weight dy:
 * dx = inverse (d - sum(d) / n - h sum(d h) / n), as factors of dy and x and a constant. */
static void make_factors(const struct layer *layer, const struct layer_work *work, struct kept kept, size_t group)
{
    size_t width = group_channels(layer), first = group * width;
    double count = (double)(shape_pixels(layer->out) * width), inverse = (double)kept.inverse_deviation, sum = 0,
           product = 0;
    for (size_t c = first; c < first + width; c++) {
        sum += weight(work, c) * sums(layer, work, 0)[c];
        product += weight(work, c) * sums(layer, work, 1)[c] * inverse;
    }
    double from_x = -inverse * inverse * product / count;
    for (size_t c = first; c < first + width; c++) {
        made(layer, work, 0)[c] = (float)(weight(work, c) * inverse);
        made(layer, work, 1)[c] = (float)from_x;
        made(layer, work, 2)[c] = (float)(-inverse * sum / count - from_x * (double)kept.mean);
    }
}

static void add_gradients(const struct layer *layer, const struct layer_work *work, const struct kept *kept)
{
    for (size_t c = 0; c < channels(layer); c++) {
        double inverse = (double)kept[c / group_channels(layer)].inverse_deviation;
        work->gradients[0][c] += (float)(sums(layer, work, 1)[c] * inverse);
        work->gradients[1][c] += (float)sums(layer, work, 0)[c];
    }
}

static void backward(const struct layer *layer, const struct layer_work *work)
{
    size_t size = shape_size(layer->out), groups = (size_t)groupnorm_of(layer)->groups;
    const struct kept *kept = work->kept;
    float *means = made(layer, work, 0);
    for (size_t example = 0; example < (size_t)work->count; example++, kept += groups) {
        const float *x = work->x[0] + example * size, *dy = work->dy + example * size;
        clear(layer, work);
        for (size_t c = 0; c < channels(layer); c++) {
            means[c] = kept[c / group_channels(layer)].mean;
        }
        sum_products(dy, x, means, sums(layer, work, 0), sums(layer, work, 1), shape_pixels(layer->out),
                     channels(layer));
        if (work->gradients[0]) {
            add_gradients(layer, work, kept);
        }
        for (size_t g = 0; work->dx[0] && g < groups; g++) {
            make_factors(layer, work, kept[g], g);
        }
        if (work->dx[0]) {
            combine_channels(dy, x, made(layer, work, 0), made(layer, work, 1), made(layer, work, 2),
                             work->dx[0] + example * size, shape_pixels(layer->out), channels(layer));
        }
    }
}

#define NORM(kind, help_text, its_fields, example_text, its_setup)                                                     \
    const struct layer_type layer_##kind = {                                                                           \
        .named = {#kind, help_text, its_fields, sizeof(struct groupnorm)},                                             \
        .example = example_text,                                                                                       \
        .inputs = 1,                                                                                                   \
        .setup = its_setup,                                                                                            \
        .sweeps = {[SWEEP_FORWARD] = {.examples = forward}, [SWEEP_BACKWARD] = {.examples = backward}},                \
        .gradient_in_place = true,                                                                                     \
    };

NORM(layernorm, "normalises all numbers of an example together", fields, "layernorm", setup_one)
NORM(instancenorm, "normalises each channel of an example by itself", fields, "instancenorm", setup_each)
NORM(groupnorm, "normalises groups of an example's channels", group_fields, "groupnorm: 8", setup)
