#include "base/file.h"
#include "support.h"
#include "trainee.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include <string.h>

/* The moving average of what is trained, as a training makes it. */

#define DATA "data: {source: synthetic, count: 8}\naverage: 0.9\ntrain: {batch: 4}\n"

static const char reader[] = "name: reader\ntask: classify\n" DATA "model: [{conv: 2}, batchnorm, {dense: 10}]\n";

static const char painter[] = "name: painter\ntask: gan\n" DATA "latent: {size: 4}\n"
                              "generator: [{dense: 784}, batchnorm, {reshape: [28, 28, 1]}, tanh]\n"
                              "discriminator: [{conv: 2}, batchnorm, {dense: 1}]\n";

static const struct tensor *find(const struct tensor_list *list, const char *name)
{
    for (int i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0) {
            return &list->items[i];
        }
    }
    return NULL;
}

/* How many averages there are; each is what it is the average of. */
static int check_averages(const struct tensor_list *weights)
{
    static const char prefix[] = "average.";
    int count = 0;
    for (int i = 0; i < weights->count; i++) {
        const struct tensor *average = &weights->items[i];
        if (strncmp(average->name, prefix, strlen(prefix)) == 0) {
            const struct tensor *of = find(weights, average->name + strlen(prefix));
            cr_assert(of, "%s", average->name);
            cr_assert_eq(memcmp(average->data, of->data, tensor_bytes(of)), 0, "%s", average->name);
            count++;
        }
    }
    return count;
}

/* Parameters and buffers; in a GAN the generator's alone. */
Test(learner, average_starts_from_the_first_weights)
{
    struct trainee trainee;
    trainee_open(&trainee, reader, NULL);
    cr_assert_eq(check_averages(&trainee.training.weights), 2 + 4 + 2);
    trainee_close(&trainee);
    trainee_open(&trainee, painter, NULL);
    cr_assert_eq(check_averages(&trainee.training.weights), 2 + 4);
    trainee_close(&trainee);
}

/* The bytes of the picture that the task draws; the caller frees them. */
static struct bytes draw(struct trainee *trainee, const struct run_folder *folder)
{
    struct task *task = trainee->training.task;
    struct bytes picture;
    char path[4096];
    struct fg_error error = {0};
    cr_assert(task->type->sample(task, folder, 0, &error), "%s", error.message);
    cr_assert(run_folder_path(folder, path, sizeof path, "samples.png", &error), "%s", error.message);
    cr_assert(file_read(path, &picture, &error), "%s", error.message);
    return picture;
}

static void clear(const struct tensor_list *weights, const char *name)
{
    const struct tensor *tensor = find(weights, name);
    cr_assert(tensor, "%s", name);
    memset(tensor->data, 0, tensor_bytes(tensor));
}

static bool same_bytes(const struct bytes *a, const struct bytes *b)
{
    return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

Test(learner, average_draws_the_pictures)
{
    char path[256], out[300];
    struct trainee trainee;
    struct run_folder folder;
    support_folder(path);
    snprintf(out, sizeof out, "%s/run", path);
    trainee_open(&trainee, painter, NULL);
    cr_assert(run_folder_create(&folder, out, "painter", NULL));
    struct bytes first = draw(&trainee, &folder);
    clear(&trainee.training.weights, "generator.0.dense.weight");
    struct bytes other_weights = draw(&trainee, &folder);
    clear(&trainee.training.weights, "average.generator.0.dense.weight");
    struct bytes other_average = draw(&trainee, &folder);
    cr_assert(same_bytes(&first, &other_weights));
    cr_assert(!same_bytes(&first, &other_average));
    free(first.data);
    free(other_weights.data);
    free(other_average.data);
    trainee_close(&trainee);
}
