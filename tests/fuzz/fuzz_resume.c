#include "harness.h"
#include "train/checkpoint.h"
#include "train/state.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Going on with a run that a stranger gave: `c` for a classifier or `g` for a GAN, then run.json, metrics.jsonl and the
 * numbers of a checkpoint that say how far it is, apart by markers. */

static const char classifier[] = "name: resumed\n"
                                 "task: classify\n"
                                 "data: {source: synthetic, count: 40}\n"
                                 "validation: 10\n"
                                 "model: [{conv: {filters: 1, kernel: 7, stride: 7}}, {dense: 10}]\n"
                                 "train: {epochs: 2, batch: 10, log_every: 1, patience: 3}\n";
static const char gan[] = "name: resumed\n"
                          "task: gan\n"
                          "data: {source: synthetic, count: 20}\n"
                          "latent: {size: 1}\n"
                          "generator: [{dense: 784}, {reshape: [28, 28, 1]}, tanh]\n"
                          "discriminator: [{conv: {filters: 1, kernel: 7, stride: 7}}, {dense: 1}]\n"
                          "train: {steps: 5, batch: 10, log_every: 1}\n"
                          "sample: {every: 2, grid: 1x2}\n";

/* Put bytes over the numbers that say how far the training is, as many as there are. */
static void spoil(const struct tensor_list *state, const uint8_t *bytes, size_t size)
{
    for (int i = 0; i < state->count; i++) {
        const struct tensor *tensor = &state->items[i];
        if (strncmp(tensor->name, "progress.", 9) == 0) {
            size_t part = tensor_bytes(tensor) < size ? tensor_bytes(tensor) : size;
            memcpy(tensor->data, bytes, part);
            bytes += part;
            size -= part;
        }
    }
}

static void write_checkpoint(const struct experiment *experiment, const struct training_request *request,
                             struct log *log, const struct run_folder *run, const uint8_t *bytes, size_t size)
{
    struct training training;
    struct fg_error error = {0};
    harness_want(harness_answer(state_open(&training, experiment, request, log, &error), &error), "the state opens");
    spoil(&training.state, bytes, size);
    harness_want(checkpoint_write(run, "last.safetensors", &training.state, &error), "the harness writes its file");
    state_close(&training);
}

static void write_part(const char *name, const uint8_t **data, size_t *size)
{
    char path[512];
    struct bytes part = harness_part(data, size);
    harness_write(path, name, part.data, part.size);
    free(part.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[512];
    struct experiment experiment;
    struct training_request request = {.command = "resume", .threads = 1};
    struct training_result result = {0};
    struct log log = log_open(true);
    struct fg_error error = {0};
    if (size == 0 || (data[0] != 'c' && data[0] != 'g')) {
        return -1;
    }
    bool made = experiment_read_text(&experiment, "experiment", data[0] == 'g' ? gan : classifier, &error);
    harness_want(harness_answer(made, &error), "the harness has an experiment");
    snprintf(result.folder.path, sizeof result.folder.path, "%s", harness_path(path, ""));
    mkdir(harness_path(path, "samples"), 0777);
    data++, size--;
    write_part("run.json", &data, &size);
    write_part("metrics.jsonl", &data, &size);
    write_checkpoint(&experiment, &request, &log, &result.folder, data, size);
    harness_answer(training_resume(&experiment, &request, &log, &result, &error), &error);
    experiment_free(&experiment);
    return 0;
}
