#include "support.h"
#include "train/loop.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

/* A weight that is no number is found by the step it spoils, and what is said names the learning rate to lower. */

static struct experiment experiment;
static struct training training;
static struct training_request request = {.threads = 1, .dry_run = true};
static struct log quiet;

static void open_training(const char *text)
{
    struct fg_error error = {0};
    quiet = log_open(true);
    cr_assert(experiment_read_text(&experiment, "x", text, &error), "%s", error.message);
    cr_assert(state_open(&training, &experiment, &request, &quiet, &error), "%s", error.message);
    cr_assert(loop_steps(&training, 2, &error), "%s", error.message);
}

static void spoil(const char *tensor, float value)
{
    for (int i = 0; i < training.state.count; i++) {
        if (strcmp(training.state.items[i].name, tensor) == 0) {
            *(float *)training.state.items[i].data = value;
            return;
        }
    }
    cr_assert_fail("no %s", tensor);
}

static void expect_failure(const char *message)
{
    struct fg_error error = {0};
    cr_assert_not(loop_steps(&training, 1, &error));
    cr_assert_eq(error.code, FG_DIVERGED);
    cr_assert_str_eq(error.message, message);
    state_close(&training);
    experiment_free(&experiment);
}

#define READER_WITH(rate)                                                                                              \
    "name: reader\n"                                                                                                   \
    "task: classify\n"                                                                                                 \
    "data: {source: synthetic, count: 64}\n"                                                                           \
    "model: [{conv: 4}, relu, {dense: 10}]\n"                                                                          \
    "optimizer: {type: sgd, lr: " rate "}\n"                                                                           \
    "train: {epochs: 4, batch: 16}\n"
#define READER READER_WITH("0.25")

#define PAINTER                                                                                                        \
    "name: painter\n"                                                                                                  \
    "task: gan\n"                                                                                                      \
    "data: {source: synthetic, count: 64}\n"                                                                           \
    "latent: {size: 8}\n"                                                                                              \
    "generator: [{dense: 784}, {reshape: [28, 28, 1]}, tanh]\n"                                                        \
    "discriminator: [{dense: 16}, {leaky_relu: 0.2}, {dense: 1}]\n"                                                    \
    "optimizer: {lr: 0.01, generator: {lr: 0.002}}\n"                                                                  \
    "train: {epochs: 4, batch: 16}\n"

/* The loss was computed before the update. */
Test(divergence, weight_behind_a_finite_loss)
{
    open_training(READER);
    spoil("optimizer.model.velocity", NAN);
    expect_failure("step 3: a weight is no longer finite, the training has diverged: lower optimizer.lr (it was 0.25)");
}

Test(divergence, loss_of_a_classifier)
{
    open_training(READER);
    spoil("model.2.dense.weight", INFINITY);
    expect_failure("step 3: the loss is no longer finite, the training has diverged: lower optimizer.lr (it was 0.25)");
}

/* The rate that is named is that of the update which went wrong: 16 steps go from 0.25 to 0.1. */
Test(divergence, rate_at_that_step)
{
    open_training(READER_WITH("{from: 0.25, to: 0.1}"));
    spoil("optimizer.model.velocity", NAN);
    expect_failure("step 3: a weight is no longer finite, the training has diverged: lower optimizer.lr (it was 0.23)");
    open_training(READER_WITH("0.5, schedule: {warmup: 0.25}"));
    spoil("model.2.dense.weight", INFINITY);
    expect_failure("step 3: the loss is no longer finite, the training has diverged: lower optimizer.lr (it was "
                   "0.133333)");
}

Test(divergence, of_a_discriminator)
{
    open_training(PAINTER);
    spoil("discriminator.2.dense.bias", NAN);
    expect_failure("step 3: the discriminator's loss is no longer finite, the training has diverged: lower "
                   "optimizer.discriminator.lr (it was 0.01)");
}

Test(divergence, of_a_generator)
{
    open_training(PAINTER);
    spoil("generator.0.dense.bias", NAN);
    expect_failure("step 3: the discriminator's loss is no longer finite, the training has diverged: lower "
                   "optimizer.generator.lr (it was 0.002)");
}

Test(divergence, weight_of_a_discriminator)
{
    open_training(PAINTER);
    spoil("optimizer.discriminator.first_moment", INFINITY);
    expect_failure("step 3: a weight of the discriminator is no longer finite, the training has diverged: lower "
                   "optimizer.discriminator.lr (it was 0.01)");
}

Test(divergence, weight_of_a_generator)
{
    open_training(PAINTER);
    spoil("optimizer.generator.first_moment", NAN);
    expect_failure("step 3: a weight of the generator is no longer finite, the training has diverged: lower "
                   "optimizer.generator.lr (it was 0.002)");
}
