#include "forger/model.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/thread_pool.h"
#include "data/source.h"
#include "train/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fg_model {
    struct experiment experiment;
    const struct task_type *type;
    struct run_folder folder;
    struct run_manifest manifest;
    const char *class_names[RUN_CLASSES_MAX]; /* those of the manifest */
    struct net net;
    struct evaluation evaluation;
    struct arena arena;
    char weights[4096];
    bool averaged;
};

/* A run's config.yaml and run.json are two files, and so one may be of another run. */
static bool build(struct fg_model *model, struct fg_error *error)
{
    const struct run_manifest *manifest = &model->manifest;
    const struct finished run = {
        .path = model->folder.path,
        .experiment = &model->experiment,
        .image = {manifest->height, manifest->width, manifest->channels},
        .classes = manifest->classes,
    };
    struct task_net nets[TASK_LEARNERS_MAX];
    task_describe(run.experiment, run.image, run.classes, nets);
    bool built = net_read(&model->net, &nets[0].recipe, nets[0].layers, error);
    if (!built && model->type->classify) {
        char hint[80], size[48];
        snprintf(hint, sizeof hint, "run.json says that the images are %s", shape_text(run.image, size));
        source_hint(error, hint);
    }
    return built && model->type->check_finished(&run, &model->net, error);
}

static bool reserve(struct fg_model *model, int threads, struct fg_error *error)
{
    const struct loss_options *loss = model->type->loss ? model->type->loss(&model->experiment) : NULL;
    net_reserve(&model->net, &model->arena);
    return evaluation_reserve(&model->evaluation, &model->net, loss, threads, &model->arena, error);
}

static bool choose_weights(struct fg_model *model, struct fg_error *error)
{
    if (!run_folder_path(&model->folder, model->weights, sizeof model->weights, "best.safetensors", error)) {
        return false;
    }
    return file_exists(model->weights) ||
           run_folder_path(&model->folder, model->weights, sizeof model->weights, "last.safetensors", error);
}

static bool load_weights(struct fg_model *model, struct fg_error *error)
{
    struct tensor_list list = {0};
    model->averaged = model->experiment.average > 0;
    tensor_list_add_net(&list, model->averaged ? "average." : "", &model->net, model->net.parameters,
                        model->net.buffers);
    bool done = choose_weights(model, error) && checkpoint_read(model->weights, &list, error);
    if (done) {
        net_constrain(&model->net, false, 1);
    }
    tensor_list_free(&list);
    return done;
}

static bool open_net(struct fg_model *model, int threads, struct fg_error *error)
{
    model->type = task_type(&model->experiment);
    return build(model, error) && reserve(model, threads, error) && arena_reserve(&model->arena, error) &&
           reserve(model, threads, error) && load_weights(model, error);
}

static void point_at_names(struct fg_model *model)
{
    for (int i = 0; i < RUN_CLASSES_MAX; i++) {
        model->class_names[i] = model->manifest.class_names[i];
    }
}

static bool open_model(struct fg_model *model, const char *run, int threads, struct fg_error *error)
{
    point_at_names(model);
    char path[4096];
    return run_folder_open(&model->folder, run, error) &&
           run_folder_path(&model->folder, path, sizeof path, "config.yaml", error) &&
           run_manifest_read(&model->folder, &model->manifest, error) &&
           experiment_load(&model->experiment, path, NULL, 0, error) && open_net(model, threads, error);
}

struct fg_model *fg_model_load(const char *run, int threads, struct fg_error *error)
{
    if (threads < 0 || threads > THREADS_MAX) {
        fg_fail(error, FG_USAGE, "%s: want 1..%d threads, or 0 for as many as the process may use, got %d", run,
                THREADS_MAX, threads);
        return NULL;
    }
    struct fg_model *model = memory_new(1, sizeof *model, error);
    if (model && !open_model(model, run, threads ? threads : parallel_cores(), error)) {
        fg_model_free(model);
        return NULL;
    }
    return model;
}

void fg_model_free(struct fg_model *model)
{
    if (model) {
        evaluation_free(&model->evaluation);
        net_free(&model->net);
        arena_free(&model->arena);
        experiment_free(&model->experiment);
        free(model);
    }
}

struct fg_model_info fg_model_info(const struct fg_model *model)
{
    struct shape input = net_input_shape(&model->net, 0), output = net_output_shape(&model->net, 0);
    int label = net_find_input(&model->net, "label");
    bool reads = model->type->classify, draws = model->type->generate;
    struct shape image = draws ? output : input;
    int classes = reads        ? (int)shape_size(output)
                  : label >= 0 ? (int)shape_size(net_input_shape(&model->net, label))
                               : 0;
    return (struct fg_model_info){
        .what = model->type->what,
        .reads = reads,
        .draws = draws,
        .height = image.height,
        .width = image.width,
        .channels = image.channels,
        .classes = classes,
        .class_names = classes > 0 && *model->class_names[0] ? model->class_names : NULL,
        .latent = draws ? (int)shape_size(input) : 0,
        .seed = model->experiment.seed,
        .name = model->experiment.name,
        .weights = model->weights,
        .averaged = model->averaged,
    };
}

static bool check_does(const struct fg_model *model, bool does, const char *want, struct fg_error *error)
{
    return does || fg_fail(error, FG_USAGE, "%s: is %s, want %s", model->folder.path, model->type->what, want);
}

bool fg_model_classify(struct fg_model *model, const uint8_t *pixels, uint32_t count, float *probabilities,
                       struct fg_error *error)
{
    if (!check_does(model, model->type->classify, "a classifier", error)) {
        return false;
    }
    struct fg_dataset images = {
        .height = net_input_shape(&model->net, 0).height,
        .width = net_input_shape(&model->net, 0).width,
        .channels = net_input_shape(&model->net, 0).channels,
        .count = count,
        .pixels = pixels,
    };
    struct classification result = {.classes = fg_model_info(model).classes};
    model->type->classify(&model->evaluation, &images, &result, probabilities);
    return true;
}

static bool check_images(const struct fg_model *model, const struct fg_dataset *images, struct fg_error *error)
{
    struct shape reads = net_input_shape(&model->net, 0);
    int classes = fg_model_info(model).classes;
    if (!images->labels) {
        return fg_fail(error, FG_FAILED, "the data has no labels to measure against");
    }
    if (images->height != reads.height || images->width != reads.width || images->channels != reads.channels) {
        return fg_fail(error, FG_FAILED, "the data has images of %dx%dx%d, and the network reads %dx%dx%d",
                       images->height, images->width, images->channels, reads.height, reads.width, reads.channels);
    }
    return images->classes <= classes ||
           fg_fail(error, FG_FAILED, "the data has %d classes, and the network %d", images->classes, classes);
}

bool fg_model_measure(struct fg_model *model, const struct fg_dataset *images, struct fg_measure *measure,
                      struct fg_error *error)
{
    if (!check_does(model, model->type->classify, "a classifier", error) || !check_images(model, images, error)) {
        return false;
    }
    struct classification result = {.classes = fg_model_info(model).classes};
    model->type->classify(&model->evaluation, images, &result, NULL);
    *measure = (struct fg_measure){
        .count = images->count,
        .right = (uint32_t)result.right,
        .loss = classification_loss(&result),
    };
    return true;
}

static bool check_labels(const struct fg_model *model, const struct fg_generation *what, struct fg_error *error)
{
    int classes = fg_model_info(model).classes;
    if (what->labels && classes == 0) {
        return fg_fail(error, FG_USAGE,
                       "%s: draws no class that is asked for: it was trained without `condition: class`",
                       model->folder.path);
    }
    for (uint32_t i = 0; what->labels && i < what->count; i++) {
        if (what->labels[i] >= classes) {
            return fg_fail(error, FG_USAGE, "%s: want a class 0..%d, got %d", model->folder.path, classes - 1,
                           what->labels[i]);
        }
    }
    return true;
}

bool fg_model_generate(struct fg_model *model, const struct fg_generation *what, float *images, struct fg_error *error)
{
    if (!check_does(model, model->type->generate, "a GAN", error) || !check_labels(model, what, error)) {
        return false;
    }
    model->type->generate(&model->evaluation.pass, &model->experiment, what, images);
    return true;
}

_Static_assert((int)FG_METRICS_MAX == (int)TASK_METRICS_MAX, "a task's metrics fit the caller's array");

bool fg_model_metrics(struct fg_model *model, uint64_t seed, uint32_t each, struct fg_metric metrics[FG_METRICS_MAX],
                      int *count, struct fg_error *error)
{
    struct metric measured[TASK_METRICS_MAX];
    if (each > INT32_MAX) {
        return fg_fail(error, FG_USAGE, "%s: want at most %d images for a metric", model->folder.path, INT32_MAX);
    }
    if (!check_does(model, model->type->measure, "a GAN", error) ||
        !model->type->measure(&model->evaluation.pass, &model->experiment, seed, (int)each, measured, count, error)) {
        return false;
    }
    for (int i = 0; i < *count; i++) {
        metrics[i] = (struct fg_metric){measured[i].name, measured[i].value};
    }
    return true;
}
