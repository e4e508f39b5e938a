#include "nn_support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { EXAMPLES = 10, SIZE = 2000, COUNT = EXAMPLES * SIZE };

static const struct shape vector = {1, 1, SIZE};

static void open_dropout(struct trial *trial, double rate, uint64_t seed, uint32_t step, uint32_t stream)
{
    char list[64];
    snprintf(list, sizeof list, "- dropout: %g\n", rate);
    trial_open(trial, "model", list, vector, EXAMPLES, 1);
    trial->pass.seed = seed;
    trial->pass.step = step;
    trial->pass.stream = stream;
    for (int i = 0; i < COUNT; i++) {
        pass_input(&trial->pass, 0)[i] = 1.0f;
        pass_output_gradient(&trial->pass, 0)[i] = 1.0f;
    }
    pass_forward(&trial->pass);
}

Test(dropout, keeps_its_share_and_the_mean)
{
    static const double rates[] = {0.0, 0.1, 0.5, 0.9};
    for (int r = 0; r < 4; r++) {
        double rate = rates[r], sum = 0;
        int passed = 0;
        struct trial trial;
        open_dropout(&trial, rate, 1, 0, 0);
        for (int i = 0; i < COUNT; i++) {
            float y = pass_output(&trial.pass, 0)[i];
            cr_assert(y == 0.0f || y == (float)(1 / (1 - rate)));
            passed += y != 0.0f;
            sum += (double)y;
        }
        double deviation = sqrt(rate * (1 - rate) / COUNT);
        cr_assert_float_eq((double)passed / COUNT, 1 - rate, 4 * deviation + 1e-9, "rate %g: %d passed", rate, passed);
        cr_assert_float_eq(sum / COUNT, 1, 4 * deviation / (1 - rate) + 1e-6);
        trial_close(&trial);
    }
}

Test(dropout, gradient_passes_where_the_value_did)
{
    struct trial trial;
    open_dropout(&trial, 0.4, 1, 0, 0);
    pass_backward(&trial.pass, GRADIENTS_NONE, NET_INPUT(0));
    cr_assert_eq(memcmp(pass_output(&trial.pass, 0), pass_input_gradient(&trial.pass, 0), COUNT * sizeof(float)), 0);
    trial_close(&trial);
}

Test(dropout, evaluation_changes_nothing)
{
    struct trial trial;
    open_dropout(&trial, 0.4, 1, 0, 0);
    trial.pass.training = false;
    fill_normal(pass_input(&trial.pass, 0), COUNT, 1);
    fill_normal(pass_output_gradient(&trial.pass, 0), COUNT, 2);
    pass_forward(&trial.pass);
    pass_backward(&trial.pass, GRADIENTS_NONE, NET_INPUT(0));
    cr_assert_eq(memcmp(pass_output(&trial.pass, 0), pass_input(&trial.pass, 0), COUNT * sizeof(float)), 0);
    cr_assert_eq(
        memcmp(pass_output_gradient(&trial.pass, 0), pass_input_gradient(&trial.pass, 0), COUNT * sizeof(float)), 0);
    trial_close(&trial);
}

/* Share of values that pass in both: 1 where all is the same, 1/2 where the two are independent. */
static double agreement(uint64_t seed, uint32_t step, uint32_t stream)
{
    struct trial a, b;
    open_dropout(&a, 0.5, 1, 7, 0);
    open_dropout(&b, 0.5, seed, step, stream);
    int same = 0;
    for (int i = 0; i < COUNT; i++) {
        same += pass_output(&a.pass, 0)[i] == pass_output(&b.pass, 0)[i];
    }
    trial_close(&a);
    trial_close(&b);
    return (double)same / COUNT;
}

Test(dropout, depends_on_seed_step_and_stream_alone)
{
    cr_assert_eq(agreement(1, 7, 0), 1.0);
    cr_assert_float_eq(agreement(2, 7, 0), 0.5, 0.02);
    cr_assert_float_eq(agreement(1, 8, 0), 0.5, 0.02);
    cr_assert_float_eq(agreement(1, 7, 1), 0.5, 0.02);
}

Test(dropout, examples_and_layers_differ)
{
    struct trial trial;
    trial_open(&trial, "model", "- {dropout: 0.5, name: a}\n- {dropout: 0.5, input: input}\n- {concat: a}\n", vector, 2,
               1);
    for (int i = 0; i < 2 * SIZE; i++) {
        pass_input(&trial.pass, 0)[i] = 1.0f;
    }
    pass_forward(&trial.pass);
    const float *first = trial.pass.y[1], *second = trial.pass.y[2];
    int layers = 0, examples = 0;
    for (int i = 0; i < SIZE; i++) {
        layers += first[i] == second[i];
        examples += first[i] == first[i + SIZE];
    }
    cr_assert_float_eq((double)layers / SIZE, 0.5, 0.05);
    cr_assert_float_eq((double)examples / SIZE, 0.5, 0.05);
    trial_close(&trial);
}
