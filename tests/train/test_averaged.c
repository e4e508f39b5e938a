#include "train/state.h"

#include <criterion/criterion.h>

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

static int averages_of_a_new_training(const char *text)
{
    struct experiment experiment;
    struct training training;
    struct training_request request = {.threads = 1, .dry_run = true};
    struct log log = log_open(true);
    struct fg_error error = {0};
    cr_assert(experiment_read_text(&experiment, "averaged.yaml", text, &error), "%s", error.message);
    cr_assert(state_open(&training, &experiment, &request, &log, &error), "%s", error.message);
    int count = check_averages(&training.weights);
    state_close(&training);
    experiment_free(&experiment);
    return count;
}

/* Parameters and buffers; in a GAN the generator's alone. */
Test(averaged, starts_from_the_first_weights)
{
    cr_assert_eq(averages_of_a_new_training(reader), 2 + 4 + 2);
    cr_assert_eq(averages_of_a_new_training(painter), 2 + 4);
}
