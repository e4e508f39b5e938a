#include "allocations.h"
#include "train/gan.h"
#include "trainee.h"

#include <criterion/criterion.h>

#include <stdlib.h>

/* What a GAN's metrics see at the end of an epoch. */

#define PAINTER                                                                                                        \
    "name: painter\ntask: gan\ndata: {source: synthetic, count: 128}\nlatent: {size: 4}\naverage: 0.9\n"               \
    "generator: [{dense: 784}, batchnorm, {reshape: [28, 28, 1]}, tanh]\n"                                             \
    "discriminator: [{conv: {filters: 4, stride: 2}}, batchnorm, {leaky_relu: 0.2}, {dense: 1}]\n"                     \
    "train: {batch: 16}\nsample: {grid: 2x2}\n"

enum { COUNT = 150, PIXELS = 784 };

static double value_of(const struct metric *metrics, int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(metrics[i].name, name) == 0) {
            return metrics[i].value;
        }
    }
    cr_assert_fail("no %s", name);
    return 0;
}

/* The generator's samples, more than a picture's and more than a batch, and images of the data: not what the arrays of
 * the last step were used for since. The generator is the one that is shown. */
Test(gan_metrics, see_samples_and_data)
{
    struct trainee trainee;
    struct metric metrics[TASK_METRICS_MAX];
    float *images = malloc(2 * COUNT * PIXELS * sizeof *images), *real = images + COUNT * PIXELS;
    uint32_t indices[COUNT];
    trainee_open(&trainee, PAINTER "metrics: [{spread: 150}, {brightness: 150}]\n", NULL);
    struct task *task = trainee.training.task;
    cr_assert(loop_steps(&trainee.training, 3, NULL));
    int count = task->type->evaluate(task, metrics);
    cr_assert_eq(count, 2);
    const struct fg_generation what = {.seed = trainee.experiment.seed, .count = COUNT};
    gan_generate(&((struct gan *)task)->evaluation.pass, &trainee.experiment, &what, images);
    for (uint32_t i = 0; i < 128; i++) {
        indices[i] = i;
    }
    batch_fill(task->setting->dataset, indices, 128, NULL, 0, 0, 1, &(struct batch){.x = real});
    struct metric_images seen = {
        .size = PIXELS, .generated = images, .generated_count = COUNT, .real = real, .real_count = 128};
    cr_expect_float_eq(value_of(metrics, count, "spread"), metric_spread.compute(NULL, &seen), 1e-12);
    const struct metric_type *brightness =
        (const struct metric_type *)metric_table[named_find(metric_table, "brightness")];
    cr_expect_float_eq(value_of(metrics, count, "brightness"), brightness->compute(NULL, &seen), 1e-12);
    struct metric again[TASK_METRICS_MAX];
    task->type->evaluate(task, again);
    cr_expect_eq(again[0].value, metrics[0].value);
    trainee_close(&trainee);
    free(images);
}

Test(gan_metrics, take_no_memory_while_training)
{
    struct trainee trainee;
    struct metric metrics[TASK_METRICS_MAX];
    if (!allocations_are_watched()) {
        cr_skip("another malloc is in the way");
    }
    trainee_open(&trainee, PAINTER "metrics: [spread, brightness]\n", NULL);
    struct task *task = trainee.training.task;
    cr_assert(loop_steps(&trainee.training, 2, NULL));
    long before = allocations_made();
    task->type->evaluate(task, metrics);
    cr_assert_eq(allocations_made(), before);
    trainee_close(&trainee);
}

Test(gan_metrics, none_where_none_is_asked_for)
{
    struct trainee trainee;
    struct metric metrics[TASK_METRICS_MAX];
    trainee_open(&trainee, PAINTER, NULL);
    struct task *task = trainee.training.task;
    cr_assert(loop_steps(&trainee.training, 1, NULL));
    cr_assert_eq(task->type->evaluate(task, metrics), 0);
    trainee_close(&trainee);
}
