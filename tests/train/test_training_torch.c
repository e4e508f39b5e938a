#include "../data/fixture.h"
#include "../golden.h"
#include "support.h"
#include "trainee.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Twenty steps of the program's own training, from the same weights on the same data as PyTorch. A golden holds the
 * experiment, the data, every tensor of weights before and after, and what each step measures; its batches and latent
 * vectors are those that the program draws. */

static const double tolerance = 1e-4;

static void write_idx(const char *folder, const char *name, int rank, const uint32_t *sizes,
                      const struct safetensors *file, const char *tensor)
{
    char path[512];
    size_t size, count = golden_count(file, tensor);
    unsigned char *bytes = fixture_idx(rank, sizes, 256, &size);
    memcpy(bytes + size - count, golden_bytes(file, tensor, count), count);
    support_write(folder, name, bytes, size, path);
    free(bytes);
}

static void write_data(const char *folder, const struct safetensors *file)
{
    const struct tensor *pixels = safetensors_find(file, "pixels");
    cr_assert(pixels && pixels->rank == 4 && pixels->shape[3] == 1);
    const uint32_t sizes[3] = {(uint32_t)pixels->shape[0], (uint32_t)pixels->shape[1], (uint32_t)pixels->shape[2]};
    write_idx(folder, "train-images-idx3-ubyte", 3, sizes, file, "pixels");
    write_idx(folder, "train-labels-idx1-ubyte", 1, sizes, file, "labels");
}

/* The golden's tensor that belongs to one of a checkpoint. */
static const float *stored(const struct safetensors *file, const char *prefix, const struct tensor *tensor,
                           char name[static 192])
{
    snprintf(name, 192, "%s.%s", prefix, tensor->name);
    return golden_floats(file, name, tensor_bytes(tensor) / sizeof(float));
}

/* The golden's experiment, on its data, from its weights. */
static void open_trainee(struct trainee *trainee, const struct safetensors *file)
{
    char folder[256], path[300], name[192];
    support_folder(folder);
    write_data(folder, file);
    snprintf(path, sizeof path, "data.path=%s", folder);
    trainee_open(trainee, golden_text(file, "experiment"), path);
    for (int i = 0; i < trainee->training.weights.count; i++) {
        const struct tensor *tensor = &trainee->training.weights.items[i];
        memcpy(tensor->data, stored(file, "before", tensor, name), tensor_bytes(tensor));
    }
}

/* One step, and what it measured: losses, accuracy, scores. */
static void check_step(struct trainee *trainee, const char *name, const float *expected, int count)
{
    struct training *training = &trainee->training;
    struct task *task = training->task;
    struct fg_error error = {0};
    task->means = (struct running_means){0};
    cr_assert(loop_steps(training, 1, &error), "%s: %s", name, error.message);
    for (int i = 0; i < count; i++) {
        cr_assert(task->type->metrics[i]);
        double got = running_mean(&task->means, i), want = (double)expected[i];
        cr_assert_float_eq(got, want, tolerance, "%s: step %lld: %s %g, want %g", name,
                           (long long)training->progress.step, task->type->metrics[i], got, want);
    }
    cr_assert_null(task->type->metrics[count]);
}

static void check_training(const char *name, const struct safetensors *file)
{
    struct trainee trainee;
    open_trainee(&trainee, file);
    size_t steps = (size_t)golden_rows(file, "measured"), numbers = golden_count(file, "measured") / steps;
    const float *measured = golden_floats(file, "measured", steps * numbers);
    cr_assert_eq(trainee.training.setting.total_steps, (int64_t)steps);
    for (size_t step = 0; step < steps; step++) {
        check_step(&trainee, name, measured + step * numbers, (int)numbers);
    }
    for (int i = 0; i < trainee.training.weights.count; i++) {
        const struct tensor *tensor = &trainee.training.weights.items[i];
        char key[192];
        const float *expected = stored(file, "after", tensor, key);
        golden_compare(name, key, expected, tensor->data, tensor_bytes(tensor) / sizeof(float), tolerance);
    }
    trainee_close(&trainee);
}

Test(training, of_classifiers_agrees_with_pytorch)
{
    golden_each("training-classifier-", check_training);
}

Test(training, of_gans_agrees_with_pytorch)
{
    golden_each("training-gan-", check_training);
}
