#include "bench/worker.h"
#include "nn/profile.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

static const struct workload *named_workload(const char *name)
{
    int row = named_find(workload_table, name);
    cr_assert_geq(row, 0, "no workload %s", name);
    return (const struct workload *)workload_table[row];
}

/* Flops of a step, and a step. */
static void check_workload(const char *name, int images, double multiply_adds)
{
    struct workload_training training;
    struct fg_error error = {0};
    double seconds = -1;
    cr_assert(workload_open(&training, named_workload(name), 2, &error), "%s", error.message);
    cr_assert_eq(training.images, images);
    cr_assert_float_eq(training.flops, 2.0 * images * multiply_adds, 0.5, "%s: %.0f flops", name, training.flops);
    cr_assert(workload_steps(&training, 1, &seconds, &error), "%s", error.message);
    cr_assert_eq(training.training.progress.step, 1);
    cr_assert_geq(seconds, 0);
    workload_close(&training);
}

/* Forward, gradients of weights, gradients of inputs but for the first layer's. */
static double classifier_work(double first, double others)
{
    return 2 * first + 3 * others;
}

static const double conv_1 = 28.0 * 28 * 9 * 1 * 32;
static const double conv_2_to_4 = 28.0 * 28 * 9 * 32 * 32 + 14.0 * 14 * 9 * 32 * 64 + 14.0 * 14 * 9 * 64 * 64;

Test(end_to_end_workloads, cnn)
{
    check_workload("cnn", 64, classifier_work(conv_1, conv_2_to_4 + 7.0 * 7 * 64 * 128 + 128 * 10));
}

Test(end_to_end_workloads, cnn_bn)
{
    check_workload("cnn-bn", 64, classifier_work(conv_1, conv_2_to_4 + 7.0 * 7 * 64 * 128 + 128 * 10));
}

Test(end_to_end_workloads, mlp)
{
    check_workload("mlp", 128, classifier_work(784 * 512, 512 * 256 + 256 * 10));
}

/* The generator: forward once, both gradients but the first layer's input. The discriminator: forward and the weights'
 * gradients on real and fake images without gradients of images; then forward and the inputs' gradients alone. */
Test(end_to_end_workloads, dcgan)
{
    double g_first = 100 * 6272, g_others = 7.0 * 7 * 16 * 128 * 64 + 14.0 * 14 * 16 * 64 * 1;
    double d_first = 14.0 * 14 * 16 * 1 * 64, d_others = 7.0 * 7 * 16 * 64 * 128 + 7 * 7 * 128 * 1;
    double generator = 2 * g_first + 3 * g_others;
    double discriminator = 2 * (2 * d_first + 3 * d_others) + 2 * (d_first + d_others);
    check_workload("dcgan", 64, generator + discriminator);
}

/* What a worker writes for these lines; returns whether it was content. */
static bool serve(const char *lines, char *answers, size_t size, struct fg_error *error)
{
    FILE *in = tmpfile(), *out = tmpfile();
    cr_assert(in && out);
    fputs(lines, in);
    rewind(in);
    bool done = worker_serve(named_workload("mlp"), 1, in, out, error);
    rewind(out);
    answers[fread(answers, 1, size - 1, out)] = '\0';
    fclose(in);
    fclose(out);
    return done;
}

Test(end_to_end_workloads, worker)
{
    char answers[512];
    struct fg_error error = {0};
    int images = 0;
    double flops = 0, first = -1, second = -1;
    cr_assert(serve("1\n2\n", answers, sizeof answers, &error), "%s", error.message);
    cr_assert_eq(sscanf(answers, "ready %d %lf\n%lf\n%lf\n", &images, &flops, &first, &second), 4, "%s", answers);
    cr_assert(images == 128 && flops > 3e8 && flops < 3.1e8 && first >= 0 && second >= 0, "%s", answers);
}

Test(end_to_end_workloads, worker_takes_numbers_of_steps_only)
{
    static const char *const lines[] = {"two\n", "\n", "0\n", "-1\n", "1 2\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char answers[512];
        struct fg_error error = {0};
        cr_assert_not(serve(lines[i], answers, sizeof answers, &error));
        cr_assert(strstr(error.message, "want a number of steps, got \""), "%s", error.message);
    }
}

/* What the passes count while they work is what the task says beforehand. */
static void check_profile(const char *name)
{
    struct workload_training training;
    struct fg_error error = {0};
    struct pass *passes[TASK_PASSES_MAX];
    struct pass_profile profiles[TASK_PASSES_MAX];
    double work = 0, seconds = 0;
    cr_assert(workload_open(&training, named_workload(name), 2, &error), "%s", error.message);
    struct task *task = training.training.task;
    int count = task_passes(task, passes);
    for (int i = 0; i < count; i++) {
        cr_assert(profile_open(&profiles[i], passes[i]->net, passes[i]->options.threads, &error), "%s", error.message);
        passes[i]->profile = &profiles[i];
    }
    cr_assert(workload_steps(&training, 1, &seconds, &error), "%s", error.message);
    for (int i = 0; i < count; i++) {
        for (int layer = 0; layer < profiles[i].layers; layer++) {
            work += profiles[i].work[layer] + profiles[i].work[profiles[i].layers + layer];
            cr_assert_geq(profile_seconds(&profiles[i], SWEEP_FORWARD, layer), 0);
            cr_assert(passes[i]->net->layers[layer]->multiply_adds == 0 ||
                      profile_seconds(&profiles[i], SWEEP_BACKWARD, layer) > 0);
        }
        profile_free(&profiles[i]);
    }
    cr_assert_float_eq(work, training.flops / 2, 0.5, "%s", name);
    workload_close(&training);
}

Test(end_to_end_workloads, profile)
{
    check_profile("mlp");
    check_profile("cnn-bn");
    check_profile("dcgan");
}
