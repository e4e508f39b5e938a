#include "allocations.h"
#include "support.h"
#include "train/state.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* A training step takes no memory: all of it comes from the arena sized at set-up. */

enum { WARM_UP = 2, STEPS = 10 };

/* Steps of an experiment, after the first ones, in which the threads start; epochs begin anew among them. */
static void count_allocations(const char *text, int threads)
{
    char folder[256], path[512];
    struct experiment experiment;
    struct training training;
    struct training_request request = {.threads = threads, .dry_run = true};
    struct log log = log_open(true);
    struct fg_error error = {0};
    if (!allocations_are_watched()) {
        cr_skip("another malloc is in the way");
    }
    support_folder(folder);
    support_write(folder, "x.yaml", text, strlen(text), path);
    cr_assert(experiment_load(&experiment, path, NULL, 0, &error), "%s", error.message);
    cr_assert(state_open(&training, &experiment, &request, &log, &error), "%s", error.message);
    cr_assert_lt(training.epoch_steps, STEPS / 2);
    long before = 0;
    for (int64_t step = 0; step < WARM_UP + STEPS; step++) {
        before = step == WARM_UP ? allocations_made() : before;
        cr_assert(training.task->type->step(training.task, step));
    }
    long during = allocations_made() - before;
    state_close(&training);
    experiment_free(&experiment);
    cr_assert_eq(during, 0, "%ld allocations in %d steps", during, STEPS);
}

#define READER                                                                                                         \
    "name: reader\n"                                                                                                   \
    "task: classify\n"                                                                                                 \
    "data: {source: synthetic, count: 74}\n"                                                                           \
    "validation: 10\n"                                                                                                 \
    "augment: {rotate: 10, zoom: 0.1, shift: 2, shear: 5}\n"                                                           \
    "model:\n"                                                                                                         \
    "  - conv: 4\n"                                                                                                    \
    "  - batchnorm\n"                                                                                                  \
    "  - relu\n"                                                                                                       \
    "  - max_pool: 2\n"                                                                                                \
    "  - residual: [{conv: 4}, tanh, {dropout: 0.2}]\n"                                                                \
    "  - dense: 32\n"                                                                                                  \
    "  - relu\n"                                                                                                       \
    "  - dense: 10\n"                                                                                                  \
    "loss: {label_smoothing: 0.1}\n"                                                                                   \
    "optimizer: {clip: 1, weight_decay: 1e-4, schedule: {type: one_cycle, warmup: 0.2}}\n"                             \
    "average: 0.9\n"                                                                                                   \
    "train: {epochs: 4, batch: 16}\n"

#define PAINTER                                                                                                        \
    "name: painter\n"                                                                                                  \
    "task: gan\n"                                                                                                      \
    "data: {source: synthetic, count: 128}\n"                                                                          \
    "latent: {size: 8}\n"                                                                                              \
    "generator:\n"                                                                                                     \
    "  - dense: 196\n"                                                                                                 \
    "  - reshape: [7, 7, 4]\n"                                                                                         \
    "  - batchnorm\n"                                                                                                  \
    "  - relu\n"                                                                                                       \
    "  - conv_transpose: {filters: 4, kernel: 4, stride: 2}\n"                                                         \
    "  - sigmoid\n"                                                                                                    \
    "  - conv_transpose: {filters: 1, kernel: 4, stride: 2}\n"                                                         \
    "  - tanh\n"                                                                                                       \
    "discriminator:\n"                                                                                                 \
    "  - conv: {filters: 4, kernel: 4, stride: 2}\n"                                                                   \
    "  - leaky_relu: 0.2\n"                                                                                            \
    "  - dropout: 0.3\n"                                                                                               \
    "  - conv: {filters: 8, kernel: 4, stride: 2}\n"                                                                   \
    "  - batchnorm\n"                                                                                                  \
    "  - dense: 1\n"                                                                                                   \
    "objective: {discriminator_steps: 2, label_smoothing: 0.1}\n"                                                      \
    "average: 0.9\n"                                                                                                   \
    "train: {epochs: 4, batch: 16}\n"

#define CONDITIONED                                                                                                    \
    "name: conditioned\n"                                                                                              \
    "task: gan\n"                                                                                                      \
    "data: {source: synthetic, count: 128}\n"                                                                          \
    "latent: {size: 8}\n"                                                                                              \
    "condition: class\n"                                                                                               \
    "generator: [{concat: label}, {dense: 784}, {reshape: [28, 28, 1]}, tanh]\n"                                       \
    "discriminator: [flatten, {concat: label}, {dense: 16}, {leaky_relu: 0.2}, {dense: 1}]\n"                          \
    "train: {epochs: 4, batch: 32}\n"

Test(allocations, none_in_steps_of_a_classifier)
{
    count_allocations(READER, 1);
}

Test(allocations, none_in_steps_of_a_classifier_on_two_threads)
{
    count_allocations(READER, 2);
}

Test(allocations, none_in_steps_of_a_gan)
{
    count_allocations(PAINTER, 1);
}

Test(allocations, none_in_steps_of_a_gan_on_two_threads)
{
    count_allocations(PAINTER, 2);
}

Test(allocations, none_in_steps_of_a_conditional_gan)
{
    count_allocations(CONDITIONED, 2);
}
