#include "forger/random.h"
#include "kernels/convolution.h"
#include "kernels/matrix.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Against the definition, written as loops in float64, on geometries drawn at random. */

enum { TRIALS = 150 };

static float *new_normal(struct fg_random *random, size_t count)
{
    float *values = malloc((count + 1) * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        values[i] = fg_random_normal(random);
    }
    return values;
}

static int draw(struct fg_random *random, int low, int high)
{
    return low + (int)fg_random_below(random, (uint32_t)(high - low + 1));
}

static struct geometry draw_geometry(struct fg_random *random)
{
    struct geometry g = {
        .large_height = draw(random, 1, 9),
        .large_width = draw(random, 1, 9),
        .large_channels = draw(random, 1, 6),
        .small_height = draw(random, 1, 6),
        .small_width = draw(random, 1, 6),
        .small_channels = draw(random, 1, 6),
        .kernel = draw(random, 1, 5),
        .stride = draw(random, 1, 3),
    };
    g.top = draw(random, 0, g.kernel - 1);
    g.left = draw(random, 0, g.kernel - 1);
    return g;
}

static size_t large_size(const struct geometry *g)
{
    return (size_t)(g->large_height * g->large_width * g->large_channels);
}

static size_t small_size(const struct geometry *g)
{
    return (size_t)(g->small_height * g->small_width * g->small_channels);
}

static size_t weights(const struct geometry *g)
{
    return (size_t)(g->kernel * g->kernel * g->large_channels * g->small_channels);
}

/* One product of the sums that define a convolution: indices of a number in large, in small and in w. */
struct term {
    size_t large, small, tap, large_channel, small_channel;
};

/* Do `visit` for every tap, position and pair of channels inside the large image. */
static void each_term(const struct geometry *g, int count, void (*visit)(void *context, const struct term *term),
                      void *context)
{
    int volume = g->small_height * g->small_width * g->kernel * g->kernel * g->large_channels * g->small_channels;
    for (int k = 0; k < count * volume; k++) {
        int rest = k;
        int small_channel = rest % g->small_channels, large_channel = (rest /= g->small_channels) % g->large_channels;
        int tap = (rest /= g->large_channels) % (g->kernel * g->kernel);
        int j = (rest /= g->kernel * g->kernel) % g->small_width, i = (rest /= g->small_width) % g->small_height;
        int n = rest / g->small_height;
        int row = i * g->stride - g->top + tap / g->kernel, column = j * g->stride - g->left + tap % g->kernel;
        if (row < 0 || row >= g->large_height || column < 0 || column >= g->large_width) {
            continue;
        }
        int pixel = (n * g->large_height + row) * g->large_width + column;
        int position = (n * g->small_height + i) * g->small_width + j;
        struct term term = {
            .large = (size_t)(pixel * g->large_channels + large_channel),
            .small = (size_t)(position * g->small_channels + small_channel),
            .tap = (size_t)tap,
            .large_channel = (size_t)large_channel,
            .small_channel = (size_t)small_channel,
        };
        visit(context, &term);
    }
}

struct sums {
    const struct geometry *geometry;
    const float *large, *small, *w;
    double *result;
    bool transposed; /* w is [kernel][kernel][small][large] */
};

static size_t weight_at(const struct sums *sums, const struct term *t)
{
    size_t large = (size_t)sums->geometry->large_channels, small = (size_t)sums->geometry->small_channels;
    return sums->transposed ? (t->tap * small + t->small_channel) * large + t->large_channel
                            : (t->tap * large + t->large_channel) * small + t->small_channel;
}

static void to_small(void *context, const struct term *t)
{
    const struct sums *sums = context;
    sums->result[t->small] += (double)sums->large[t->large] * (double)sums->w[weight_at(sums, t)];
}

static void to_large(void *context, const struct term *t)
{
    const struct sums *sums = context;
    sums->result[t->large] += (double)sums->small[t->small] * (double)sums->w[weight_at(sums, t)];
}

static void to_weight(void *context, const struct term *t)
{
    const struct sums *sums = context;
    sums->result[weight_at(sums, t)] += (double)sums->large[t->large] * (double)sums->small[t->small];
}

static void compare(const char *what, const double *expected, const float *got, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_assert_float_eq((double)got[i], expected[i], 1e-4, "%s[%zu]: %g, want %g", what, i, (double)got[i],
                           expected[i]);
    }
}

static double *new_sums(const float *bias, size_t count, size_t channels)
{
    double *sums = calloc(count + 1, sizeof *sums);
    for (size_t i = 0; bias && i < count; i++) {
        sums[i] = (double)bias[i % channels];
    }
    return sums;
}

struct arrays {
    struct geometry g;
    int count;
    float *large, *small, *w, *bias, *scratch, *got;
};

static struct arrays new_arrays(struct fg_random *random)
{
    struct arrays a = {.g = draw_geometry(random), .count = draw(random, 1, 3)};
    size_t count = (size_t)a.count, largest = large_size(&a.g) + small_size(&a.g) + weights(&a.g);
    a.large = new_normal(random, count * large_size(&a.g));
    a.small = new_normal(random, count * small_size(&a.g));
    a.w = new_normal(random, weights(&a.g));
    a.bias = new_normal(random, 8);
    a.scratch = malloc(convolution_scratch(&a.g) * sizeof(float));
    a.got = new_normal(random, count * largest);
    return a;
}

static void free_arrays(struct arrays *a)
{
    free(a->large);
    free(a->small);
    free(a->w);
    free(a->bias);
    free(a->scratch);
    free(a->got);
}

static void check_to_small(struct arrays *a, bool transposed, const float *bias)
{
    size_t count = (size_t)a->count * small_size(&a->g);
    struct sums sums = {&a->g, a->large, NULL, a->w, new_sums(bias, count, (size_t)a->g.small_channels), transposed};
    each_term(&a->g, a->count, to_small, &sums);
    if (transposed) {
        transposed_backward_input(&a->g, a->count, a->large, a->w, a->got, a->scratch);
    } else {
        convolution_forward(&a->g, a->count, a->large, a->w, bias, a->got, a->scratch);
    }
    compare(transposed ? "transposed dx" : "y", sums.result, a->got, count);
    free(sums.result);
}

static void check_to_large(struct arrays *a, bool transposed, const float *bias)
{
    size_t count = (size_t)a->count * large_size(&a->g);
    struct sums sums = {&a->g, NULL, a->small, a->w, new_sums(bias, count, (size_t)a->g.large_channels), transposed};
    each_term(&a->g, a->count, to_large, &sums);
    if (transposed) {
        transposed_forward(&a->g, a->count, a->small, a->w, bias, a->got, a->scratch);
    } else {
        convolution_backward_input(&a->g, a->count, a->small, a->w, a->got, a->scratch);
    }
    compare(transposed ? "transposed y" : "dx", sums.result, a->got, count);
    free(sums.result);
}

/* Gradients are added to what is there. */
static void check_weights(struct arrays *a, bool transposed)
{
    size_t count = weights(&a->g);
    int out = transposed ? a->g.large_channels : a->g.small_channels;
    const float *dy = transposed ? a->large : a->small;
    size_t rows = (size_t)a->count * (transposed ? large_size(&a->g) : small_size(&a->g)) / (size_t)out;
    struct sums sums = {&a->g, a->large, a->small, NULL, new_sums(a->got, count, count), transposed};
    each_term(&a->g, a->count, to_weight, &sums);
    double *bias_sums = new_sums(a->bias, (size_t)out, (size_t)out);
    for (size_t i = 0; i < rows * (size_t)out; i++) {
        bias_sums[i % (size_t)out] += (double)dy[i];
    }
    if (transposed) {
        transposed_backward_weight(&a->g, a->count, a->small, a->large, a->got, a->bias, a->scratch);
    } else {
        convolution_backward_weight(&a->g, a->count, a->large, a->small, a->got, a->bias, a->scratch);
    }
    compare(transposed ? "transposed dw" : "dw", sums.result, a->got, count);
    compare(transposed ? "transposed db" : "db", bias_sums, a->bias, (size_t)out);
    free(sums.result);
    free(bias_sums);
}

static void check_geometries(void (*check)(struct arrays *arrays, int trial))
{
    matrix_single_threaded();
    struct fg_random random = fg_random_stream(1, FG_PURPOSE_SYNTHETIC, 0, 0);
    for (int trial = 0; trial < TRIALS; trial++) {
        struct arrays arrays = new_arrays(&random);
        check(&arrays, trial);
        free_arrays(&arrays);
    }
}

static void check_convolution(struct arrays *arrays, int trial)
{
    check_to_small(arrays, false, trial % 2 ? arrays->bias : NULL);
    check_to_large(arrays, false, NULL);
    check_weights(arrays, false);
}

static void check_transposed(struct arrays *arrays, int trial)
{
    check_to_large(arrays, true, trial % 2 ? arrays->bias : NULL);
    check_to_small(arrays, true, NULL);
    check_weights(arrays, true);
}

Test(convolution, is_what_its_definition_says)
{
    check_geometries(check_convolution);
}

Test(convolution, transposed_is_what_its_definition_says)
{
    check_geometries(check_transposed);
}
