#include "nn_support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* How weights start. */

struct statistics {
    double mean, variance, largest;
};

static struct statistics measure(const float *values, size_t count)
{
    struct statistics s = {0};
    for (size_t i = 0; i < count; i++) {
        s.mean += (double)values[i] / (double)count;
        s.largest = fmax(s.largest, fabs((double)values[i]));
    }
    for (size_t i = 0; i < count; i++) {
        s.variance += ((double)values[i] - s.mean) * ((double)values[i] - s.mean) / (double)count;
    }
    return s;
}

/* Of the first layer's weight. */
static struct statistics weights_of(const char *list, struct shape input)
{
    struct trial trial;
    trial_open(&trial, "model", list, input, 1, 1);
    struct statistics s = measure(trial.net.parameters, trial.net.layers[0]->parameters[0].count);
    trial_close(&trial);
    return s;
}

static void check(struct statistics s, double variance)
{
    cr_assert_float_eq(s.variance, variance, 0.03 * variance, "variance %g, want %g", s.variance, variance);
    cr_assert_float_eq(s.mean, 0, 0.03 * sqrt(variance), "mean %g", s.mean);
}

Test(initializer, he_has_variance_two_over_fan_in)
{
    check(weights_of("- dense: 200\n", (struct shape){1, 1, 300}), 2.0 / 300);
    check(weights_of("- conv: {filters: 64, kernel: 5}\n", (struct shape){8, 8, 32}), 2.0 / (25 * 32));
    check(weights_of("- conv_transpose: {filters: 64, kernel: 4, stride: 2}\n", (struct shape){4, 4, 48}),
          2.0 / (16 * 48));
}

Test(initializer, glorot_is_uniform_within_its_bound)
{
    struct statistics s = weights_of("- dense: {units: 200, init: glorot}\n", (struct shape){1, 1, 300});
    double bound = sqrt(6.0 / 500);
    check(s, bound * bound / 3);
    cr_assert(s.largest <= bound && s.largest > 0.99 * bound);
    s = weights_of("- conv: {filters: 96, kernel: 3, init: glorot}\n", (struct shape){8, 8, 64});
    check(s, 2.0 / (9 * 64 + 9 * 96));
}

Test(initializer, normal_has_dcgans_deviation)
{
    check(weights_of("- dense: {units: 200, init: normal}\n", (struct shape){1, 1, 300}), 0.02 * 0.02);
}

Test(initializer, vectors_start_from_their_value)
{
    struct trial trial;
    trial_open(&trial, "model", "- conv: 5\n- batchnorm\n", (struct shape){4, 4, 2}, 1, 1);
    const struct layer *conv = trial.net.layers[0], *batchnorm = trial.net.layers[1];
    for (size_t i = 0; i < 5; i++) {
        cr_assert_eq(trial.net.parameters[conv->parameters[1].offset + i], 0.0f);
        cr_assert_eq(trial.net.parameters[batchnorm->parameters[0].offset + i], 1.0f);
        cr_assert_eq(trial.net.parameters[batchnorm->parameters[1].offset + i], 0.0f);
        cr_assert_eq(trial.net.buffers[batchnorm->buffers[0].offset + i], 0.0f);
        cr_assert_eq(trial.net.buffers[batchnorm->buffers[1].offset + i], 1.0f);
    }
    trial_close(&trial);
}

static bool same_start(uint64_t seed, uint32_t stream)
{
    struct trial a, b;
    trial_open(&a, "model", "- dense: 20\n", (struct shape){1, 1, 30}, 1, 1);
    trial_open(&b, "model", "- dense: 20\n", (struct shape){1, 1, 30}, 1, 1);
    b.net.stream = stream;
    net_initialize(&b.net, seed);
    bool same = memcmp(a.net.parameters, b.net.parameters, a.net.parameter_count * sizeof(float)) == 0;
    trial_close(&a);
    trial_close(&b);
    return same;
}

Test(initializer, is_a_function_of_seed_net_and_layer)
{
    cr_assert(same_start(1, 0));
    cr_assert_not(same_start(2, 0));
    cr_assert_not(same_start(1, 1));
    struct trial trial;
    trial_open(&trial, "model", "- dense: 30\n- dense: 30\n", (struct shape){1, 1, 30}, 1, 1);
    cr_assert(memcmp(trial.net.parameters, trial.net.parameters + 930, 900 * sizeof(float)) != 0);
    trial_close(&trial);
}
