#include "forger/model.h"
#include "harness.h"
#include "nn/pass.h"
#include "run/folder.h"
#include "train/task.h"

#include <stdlib.h>
#include <string.h>

/* A run that a stranger gave: config.yaml, run.json and weights, apart by markers. Weights that are missing are made to
 * fit, so that networks of all shapes get to run. */

enum { IMAGES = 3, SMALL_MEMORY = 64 << 20, SMALL_WORK = 10000000 };

static bool build(struct net *net, const struct experiment *experiment, const struct run_manifest *manifest)
{
    struct shape image = {manifest->height, manifest->width, manifest->channels};
    struct task_net nets[TASK_LEARNERS_MAX];
    task_describe(experiment, image, manifest->classes, nets);
    return net_read(net, &nets[0].recipe, nets[0].layers, NULL);
}

/* A network that asks for much and gets it is no finding. */
static bool is_small(const struct net *net)
{
    struct pass pass = {0};
    struct arena arena = {0};
    net_reserve((struct net *)net, &arena);
    bool small =
        arena.most < SMALL_MEMORY && net_forward_work(net) < SMALL_WORK &&
        pass_reserve(&pass, net, &(struct pass_options){.capacity = EVALUATION_BATCH, .threads = 1}, &arena, NULL);
    if (small) {
        pass_reserve_workspace(&(struct pass *){&pass}, 1, &arena);
        pass_free(&pass);
    }
    return small && arena.most < SMALL_MEMORY;
}

static void write_weights(struct net *net, const struct experiment *experiment, const struct run_folder *run)
{
    struct arena arena = {0};
    struct tensor_list list = {0};
    net_reserve(net, &arena);
    harness_want(arena_reserve(&arena, NULL), "the harness has memory");
    net_reserve(net, &arena);
    net_initialize(net, 1);
    tensor_list_add_net(&list, experiment->average > 0 ? "average." : "", net, net->parameters, net->buffers);
    checkpoint_write(run, "last.safetensors", &list, NULL);
    tensor_list_free(&list);
    arena_free(&arena);
}

/* Whether the run's network, where it has one, is small enough to be tried. */
static bool prepare(const struct run_folder *run, const char *config, bool weights)
{
    struct run_manifest manifest;
    struct experiment experiment;
    struct net net;
    bool small = true;
    if (!run_manifest_read(run, &manifest, NULL) || !experiment_load(&experiment, config, NULL, 0, NULL)) {
        return true;
    }
    if (build(&net, &experiment, &manifest)) {
        small = is_small(&net);
        if (small && !weights) {
            write_weights(&net, &experiment, run);
        }
        net_free(&net);
    }
    experiment_free(&experiment);
    return small;
}

static void use(struct fg_model *model)
{
    struct fg_error error = {0};
    struct fg_model_info info = fg_model_info(model);
    size_t pixels = (size_t)info.height * (size_t)info.width * (size_t)info.channels;
    size_t answers = info.reads ? (size_t)info.classes : pixels;
    uint8_t *images = calloc(IMAGES, pixels);
    float *values = calloc(IMAGES * answers, sizeof *values);
    harness_want(images && values, "the harness has memory");
    const struct fg_generation what = {.seed = info.seed, .count = IMAGES};
    bool done = info.reads ? fg_model_classify(model, images, IMAGES, values, &error)
                           : fg_model_generate(model, &what, values, &error);
    harness_answer(done, &error);
    free(images);
    free(values);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"config.yaml", "run.json", "last.safetensors"};
    char path[512], config[512], folder[512];
    struct run_folder run = {0};
    struct fg_error error = {0};
    size_t part_size = 0;
    snprintf(run.path, sizeof run.path, "%s", harness_path(folder, ""));
    for (int i = 0; i < 3; i++) {
        struct bytes part = harness_part(&data, &size);
        harness_write(path, names[i], part.data, part.size);
        part_size = part.size;
        free(part.data);
    }
    if (!prepare(&run, harness_path(config, "config.yaml"), part_size > 0)) {
        return -1;
    }
    struct fg_model *model = fg_model_load(folder, 1, &error);
    if (harness_answer(model != NULL, &error)) {
        use(model);
        fg_model_free(model);
    }
    return 0;
}
