#include "support.h"
#include "train/gan.h"
#include "train/state.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The discriminator drops other values in the generator's update than in its own before it. Of one image, and with a
 * discriminator that learns next to nothing, the generator's loss would be -log of the fake score. */

#define EXPERIMENT                                                                                                     \
    "name: painter\n"                                                                                                  \
    "task: gan\n"                                                                                                      \
    "data: {source: synthetic, count: 8}\n"                                                                            \
    "latent: {size: 4}\n"                                                                                              \
    "generator: [{dense: 784}, {reshape: [28, 28, 1]}, tanh]\n"                                                        \
    "discriminator: [{dense: 32}, {dropout: %g}, {dense: 1}]\n"                                                        \
    "objective: {joint_batches: %s}\n"                                                                                 \
    "optimizer: {type: sgd, lr: 1e-30}\n"                                                                              \
    "train: {steps: 4, batch: 1}\n"

/* The largest difference in four steps. */
static double difference(double rate, const char *joint)
{
    char text[1024], folder[256], path[512];
    struct experiment experiment;
    struct training training;
    struct training_request request = {.threads = 1, .dry_run = true};
    struct log silent = log_open(true);
    struct fg_error error = {0};
    snprintf(text, sizeof text, EXPERIMENT, rate, joint);
    support_folder(folder);
    support_write(folder, "x.yaml", text, strlen(text), path);
    cr_assert(experiment_load(&experiment, path, NULL, 0, &error), "%s", error.message);
    cr_assert(state_open(&training, &experiment, &request, &silent, &error), "%s", error.message);
    double largest = 0;
    for (int step = 0; step < 4; step++) {
        struct running_means *means = &training.task->means;
        *means = (struct running_means){0};
        cr_assert(training.task->type->step(training.task, step));
        largest = fmax(largest, fabs(running_mean(means, GENERATOR_LOSS) + log(running_mean(means, FAKE_SCORE))));
    }
    state_close(&training);
    experiment_free(&experiment);
    return largest;
}

Test(gan_dropout, is_drawn_anew_for_the_generator)
{
    cr_assert_lt(difference(0, "false"), 1e-6);
    cr_assert_gt(difference(0.5, "false"), 1e-2);
    cr_assert_lt(difference(0, "true"), 1e-6);
    cr_assert_gt(difference(0.5, "true"), 1e-2);
}
