#include "forger/random.h"
#include "kernels/convolution.h"
#include "kernels/kernels.h"
#include "kernels/spread.h"
#include "kernels/winograd.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Every kernel of every instruction set against sums that are written down as the formula says, on random geometries.
 */

enum { TRIALS = 160, CHANNELS_MAX = 160 };

struct trial {
    struct geometry g;
    int count;
    float *large, *small, *w, *large_bias, *small_bias, *first; /* inputs; first: what the gradient is added to */
    float *large_out, *small_out, *dw, *arranged, *scratch;
    double *large_sums, *small_sums, *weight_sums; /* without bias */
};

static struct fg_random chance;

static int whole(int from, int to)
{
    return from + (int)(fg_random_bits(&chance) % (uint32_t)(to - from + 1));
}

static float *numbers(size_t count)
{
    float *values = malloc(count * sizeof *values);
    cr_assert(values);
    for (size_t i = 0; i < count; i++) {
        values[i] = (float)whole(-1000, 1000) / 1000.0f;
    }
    return values;
}

static size_t large_size(const struct geometry *g)
{
    return (size_t)g->large_height * (size_t)g->large_width * (size_t)g->large_channels;
}

static size_t small_size(const struct geometry *g)
{
    return (size_t)g->small_height * (size_t)g->small_width * (size_t)g->small_channels;
}

static size_t weight_size(const struct geometry *g)
{
    return (size_t)(g->kernel * g->kernel) * (size_t)g->large_channels * (size_t)g->small_channels;
}

/* One axis: the large side, the small side and the zeros before; with more or fewer pixels at the end than the kernel
 * sees. */
static void draw_axis(const struct geometry *g, int *large, int *small, int *before)
{
    do {
        *before = whole(0, g->kernel - 1);
        *small = whole(1, 8);
        *large = (*small - 1) * g->stride + g->kernel - *before + whole(1 - g->kernel, 2);
    } while (*large < 1);
}

static void draw_geometry(struct geometry *g, int number)
{
    int widest_large = whole(0, 3) ? 70 : 4, widest_small = whole(0, 3) ? 70 : 4;
    *g = (struct geometry){.kernel = whole(1, 5),
                           .stride = whole(1, 3),
                           .large_channels = whole(1, widest_large),
                           .small_channels = whole(1, widest_small)};
    /* Those that Winograd's algorithm is used for. */
    if (number % 4 < 2) {
        g->kernel = number % 4 ? 4 : 3;
        g->stride = number % 4 ? 2 : 1;
        g->large_channels = 32 * whole(1, 2);
        g->small_channels = 32 * whole(1, 2);
    }
    draw_axis(g, &g->large_height, &g->small_height, &g->top);
    draw_axis(g, &g->large_width, &g->small_width, &g->left);
}

/* Those that take paths which chance seldom finds. */
static const struct chosen {
    struct geometry geometry;
    int count;
    bool (*fits)(const struct geometry *g); /* the algorithm that it is to be computed by */
} chosen[] = {
    /* Most pixels see but a part of the kernel. */
    {{7, 7, 40, 4, 4, 36, .kernel = 4, .stride = 1}, 3, spread_fits},
    {{4, 3, 40, 2, 2, 36, .kernel = 5, .stride = 2, .top = 2, .left = 1}, 2, spread_fits},
    /* The weights' gradient is made in blocks of channels, the last of them smaller; in one strip of tiles, or several.
     */
    {{15, 13, 160, 7, 7, 64, .kernel = 4, .stride = 2, .top = 1, .left = 2}, 2, winograd_fits},
    {{28, 28, 96, 14, 14, 64, .kernel = 4, .stride = 2, .top = 1, .left = 1}, 3, winograd_fits},
    {{15, 15, 160, 15, 15, 64, .kernel = 3, .stride = 1, .top = 1, .left = 1}, 2, winograd_fits},
};

enum { CHOSEN = sizeof chosen / sizeof *chosen };

static void trial_open(struct trial *t, int number)
{
    chance = fg_random_stream(1, 1000, (uint32_t)number, 0);
    memset(t, 0, sizeof *t);
    if (number < TRIALS) {
        draw_geometry(&t->g, number);
        t->count = whole(1, 9);
    } else {
        t->g = chosen[number - TRIALS].geometry;
        t->count = chosen[number - TRIALS].count;
        cr_assert(chosen[number - TRIALS].fits(&t->g));
    }
    size_t large = (size_t)t->count * large_size(&t->g), small = (size_t)t->count * small_size(&t->g);
    size_t weights = weight_size(&t->g);
    cr_assert(large > 0 && small > 0 && weights > 0);
    t->large = numbers(large);
    t->small = numbers(small);
    t->w = numbers(weights);
    t->first = numbers(weights);
    t->large_bias = numbers((size_t)t->g.large_channels);
    t->small_bias = numbers((size_t)t->g.small_channels);
    t->large_out = numbers(large);
    t->small_out = numbers(small);
    t->dw = numbers(weights);
    t->large_sums = calloc(large, sizeof(double));
    t->small_sums = calloc(small, sizeof(double));
    t->weight_sums = calloc(weights, sizeof(double));
    t->arranged = numbers(convolution_arranged(&t->g));
    t->scratch = malloc(convolution_scratch(&t->g) * sizeof(float));
    cr_assert(t->large_sums && t->small_sums && t->weight_sums && t->scratch);
}

/* Not a number, wherever it is read before it is written. */
static float *new_scratch(struct trial *t)
{
    return memset(t->scratch, 0xff, convolution_scratch(&t->g) * sizeof(float));
}

static void trial_close(struct trial *t)
{
    void *blocks[] = {t->large,     t->small, t->w,        t->large_bias, t->small_bias, t->first,      t->large_out,
                      t->small_out, t->dw,    t->arranged, t->scratch,    t->large_sums, t->small_sums, t->weight_sums};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        free(blocks[i]);
    }
}

/* What one position's tap adds; the weights are [large][small], or the other way round when transposed. */
static void add_tap(struct trial *t, size_t large, size_t small, size_t weight)
{
    const struct geometry *g = &t->g;
    for (int c = 0; c < g->large_channels; c++) {
        for (int o = 0; o < g->small_channels; o++) {
            size_t w = weight + (size_t)(g->transposed ? o * g->large_channels + c : c * g->small_channels + o);
            size_t from = large + (size_t)c, to = small + (size_t)o;
            t->small_sums[to] += (double)t->large[from] * (double)t->w[w];
            t->large_sums[from] += (double)t->small[to] * (double)t->w[w];
            t->weight_sums[w] += (double)t->large[from] * (double)t->small[to];
        }
    }
}

static void add_position(struct trial *t, int example, int i, int j)
{
    const struct geometry *g = &t->g;
    size_t small = (size_t)example * small_size(g) + (size_t)(i * g->small_width + j) * (size_t)g->small_channels;
    for (int tap = 0; tap < g->kernel * g->kernel; tap++) {
        int row = i * g->stride - g->top + tap / g->kernel, column = j * g->stride - g->left + tap % g->kernel;
        if (row >= 0 && row < g->large_height && column >= 0 && column < g->large_width) {
            size_t large = (size_t)(row * g->large_width + column) * (size_t)g->large_channels;
            add_tap(t, (size_t)example * large_size(g) + large, small,
                    (size_t)tap * (size_t)g->large_channels * (size_t)g->small_channels);
        }
    }
}

static void sum_up(struct trial *t)
{
    const struct geometry *g = &t->g;
    memset(t->large_sums, 0, (size_t)t->count * large_size(g) * sizeof(double));
    memset(t->small_sums, 0, (size_t)t->count * small_size(g) * sizeof(double));
    memset(t->weight_sums, 0, weight_size(g) * sizeof(double));
    for (int n = 0; n < t->count; n++) {
        for (int i = 0; i < g->small_height; i++) {
            for (int j = 0; j < g->small_width; j++) {
                add_position(t, n, i, j);
            }
        }
    }
}

/* got = sums + what they start from: start[i % period], or nothing. terms: that are in a sum. */
static void compare(const char *what, const struct geometry *g, const float *got, const double *sums,
                    const float *start, size_t period, size_t count, int terms)
{
    double most = 2e-6 * (1 + sqrt(terms));
    for (size_t i = 0; i < count; i++) {
        double want = sums[i] + (start ? (double)start[i % period] : 0.0);
        cr_assert(fabs((double)got[i] - want) <= most,
                  "%s, %s%s: large %dx%dx%d, small %dx%dx%d, kernel %d, stride %d, top %d, left %d: element %zu is %g, "
                  "want %g",
                  kernels_isa(), what, g->transposed ? ", transposed" : "", g->large_height, g->large_width,
                  g->large_channels, g->small_height, g->small_width, g->small_channels, g->kernel, g->stride, g->top,
                  g->left, i, (double)got[i], want);
    }
}

static void check_bias_gradient(const struct geometry *g, const float *db, const float *dy, size_t rows, int channels)
{
    for (int c = 0; c < channels; c++) {
        double sum = 1;
        for (size_t i = 0; i < rows; i++) {
            sum += (double)dy[i * (size_t)channels + (size_t)c];
        }
        compare("bias gradient", g, db + c, &sum, NULL, 1, 1, (int)rows);
    }
}

static void arrange(struct trial *t, enum direction direction)
{
    memset(t->arranged, 0xff, convolution_arranged(&t->g) * sizeof(float));
    for (int i = 0; i < convolution_pieces(&t->g); i++) {
        convolution_arrange(&t->g, direction, i, t->w, t->arranged);
    }
}

/* One of the two images: what goes in, what comes out, what it should be without a bias. */
struct side {
    const float *in, *bias;
    float *out;
    const double *sums;
    size_t size, channels;
};

/* What a convolution reads is what its transpose writes. */
static void check(struct trial *t)
{
    const struct geometry *g = &t->g;
    size_t count = (size_t)t->count, weights = weight_size(g);
    struct side large = {t->large,      t->large_bias,         t->large_out,
                         t->large_sums, count * large_size(g), (size_t)g->large_channels};
    struct side small = {t->small,      t->small_bias,         t->small_out,
                         t->small_sums, count * small_size(g), (size_t)g->small_channels};
    struct side x = g->transposed ? small : large, y = g->transposed ? large : small;
    int taps = g->kernel * g->kernel, positions = t->count * g->small_height * g->small_width;
    float db[CHANNELS_MAX];
    arrange(t, FORWARD);
    convolution_forward(g, t->count, x.in, t->arranged, y.bias, y.out, new_scratch(t));
    compare("forward", g, y.out, y.sums, y.bias, y.channels, y.size, taps * (int)x.channels);
    convolution_forward(g, t->count, x.in, t->arranged, NULL, y.out, new_scratch(t));
    compare("forward, no bias", g, y.out, y.sums, NULL, 1, y.size, taps * (int)x.channels);
    arrange(t, BACKWARD);
    convolution_backward_input(g, t->count, y.in, t->arranged, x.out, new_scratch(t));
    compare("backward input", g, x.out, x.sums, NULL, 1, x.size, taps * (int)y.channels);
    memcpy(t->dw, t->first, weights * sizeof *t->dw);
    for (size_t c = 0; c < y.channels; c++) {
        db[c] = 1.0f;
    }
    convolution_backward_weight(g, t->count, x.in, y.in, t->dw, db, new_scratch(t));
    compare("backward weight", g, t->dw, t->weight_sums, t->first, weights, weights, positions);
    check_bias_gradient(g, db, y.in, y.size / y.channels, (int)y.channels);
}

Test(convolution, random_geometries_agree_with_the_formula)
{
    for (int number = 0; number < TRIALS + CHOSEN; number++) {
        struct trial trial;
        trial_open(&trial, number);
        for (int transposed = 0; transposed < 2; transposed++) {
            trial.g.transposed = transposed;
            sum_up(&trial);
            for (int isa = 0; kernels_at(isa); isa++) {
                kernels_use(kernels_at(isa));
                check(&trial);
            }
        }
        trial_close(&trial);
    }
}
