#include "forger/model.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/thread_pool.h"
#include "data/source.h"
#include "forger/random.h"
#include "train/checkpoint.h"
#include "train/evaluate.h"
#include "train/experiment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fg_model {
    struct experiment experiment;
    struct run_folder folder;
    struct run_manifest manifest;
    struct net net;
    struct pass pass;             /* of a generator */
    struct evaluation evaluation; /* of a classifier */
    struct arena arena;
    char weights[4096];
    bool averaged;
};

static bool is_classifier(const struct fg_model *model)
{
    return model->experiment.task == TASK_CLASSIFY;
}

/* A run's config.yaml and run.json are two files, and so one may be of another run. */
static bool check_output(const struct fg_model *model, struct fg_error *error)
{
    const struct run_manifest *manifest = &model->manifest;
    struct shape output = net_output_shape(&model->net, 0),
                 image = {manifest->height, manifest->width, manifest->channels};
    char got[48], want[48];
    if (is_classifier(model)) {
        return (shape_size(output) == (size_t)manifest->classes && manifest->classes <= CLASSES_MAX) ||
               fg_fail(
                   error, FG_FAILED,
                   "%s: the network in config.yaml gives %s, and run.json has %d classes: want the same, at most %d",
                   model->folder.path, shape_text(output, got), manifest->classes, CLASSES_MAX);
    }
    return (output.height == image.height && output.width == image.width && output.channels == image.channels) ||
           fg_fail(error, FG_FAILED, "%s: the generator in config.yaml draws %s, and run.json has images of %s",
                   model->folder.path, shape_text(output, got), shape_text(image, want));
}

static bool build(struct fg_model *model, struct fg_error *error)
{
    const struct experiment *experiment = &model->experiment;
    const struct run_manifest *manifest = &model->manifest;
    bool classifier = is_classifier(model);
    struct shape image = {manifest->height, manifest->width, manifest->channels};
    struct shape latent = {1, 1, experiment->latent.size};
    const struct net_recipe recipe = {.name = classifier ? "model" : "generator",
                                      .inputs = {{"input", classifier ? image : latent}},
                                      .initializer = (enum initializer)experiment->initializer,
                                      .document = &experiment->document};
    bool built = net_read(&model->net, &recipe, classifier ? experiment->model : experiment->generator, error);
    if (!built && classifier) {
        char hint[80], size[48];
        snprintf(hint, sizeof hint, "run.json says that the images are %s", shape_text(image, size));
        source_hint(error, hint);
    }
    return built && check_output(model, error);
}

static bool reserve(struct fg_model *model, int threads, struct fg_error *error)
{
    struct arena *arena = &model->arena;
    net_reserve(&model->net, arena);
    if (is_classifier(model)) {
        return evaluation_reserve(&model->evaluation, &model->net, &model->experiment.loss, threads, arena, error);
    }
    if (!pass_reserve(&model->pass, &model->net,
                      &(struct pass_options){.capacity = EVALUATION_BATCH, .threads = threads}, arena, error)) {
        return false;
    }
    pass_reserve_workspace(&(struct pass *){&model->pass}, 1, arena);
    return true;
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

static bool open_model(struct fg_model *model, const char *run, int threads, struct fg_error *error)
{
    char path[4096];
    return run_folder_open(&model->folder, run, error) &&
           run_folder_path(&model->folder, path, sizeof path, "config.yaml", error) &&
           run_manifest_read(&model->folder, &model->manifest, error) &&
           experiment_load(&model->experiment, path, NULL, 0, error) && build(model, error) &&
           reserve(model, threads, error) && arena_reserve(&model->arena, error) && reserve(model, threads, error) &&
           load_weights(model, error);
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
        pass_free(&model->pass);
        evaluation_free(&model->evaluation);
        net_free(&model->net);
        arena_free(&model->arena);
        experiment_free(&model->experiment);
        free(model);
    }
}

struct fg_model_info fg_model_info(const struct fg_model *model)
{
    bool classifier = is_classifier(model);
    struct shape image = classifier ? net_input_shape(&model->net, 0) : net_output_shape(&model->net, 0);
    return (struct fg_model_info){
        .height = image.height,
        .width = image.width,
        .channels = image.channels,
        .classes = classifier ? (int)shape_size(net_output_shape(&model->net, 0)) : 0,
        .latent = classifier ? 0 : model->experiment.latent.size,
        .seed = model->experiment.seed,
        .name = model->experiment.name,
        .weights = model->weights,
        .averaged = model->averaged,
    };
}

static bool check_classifier(const struct fg_model *model, struct fg_error *error)
{
    return is_classifier(model) || fg_fail(error, FG_USAGE, "%s: is a GAN, want a classifier", model->folder.path);
}

bool fg_model_classify(struct fg_model *model, const uint8_t *pixels, uint32_t count, float *probabilities,
                       struct fg_error *error)
{
    if (!check_classifier(model, error)) {
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
    evaluate_classifier(&model->evaluation, &images, &result, probabilities);
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
    if (!check_classifier(model, error) || !check_images(model, images, error)) {
        return false;
    }
    struct classification result = {.classes = fg_model_info(model).classes};
    evaluate_classifier(&model->evaluation, images, &result, NULL);
    *measure = (struct fg_measure){
        .count = images->count,
        .right = (uint32_t)result.right,
        .loss = classification_loss(&result),
    };
    return true;
}

bool fg_model_generate(struct fg_model *model, uint64_t seed, uint32_t first, uint32_t count, float *images,
                       struct fg_error *error)
{
    if (is_classifier(model)) {
        return fg_fail(error, FG_USAGE, "%s: is a classifier, want a GAN", model->folder.path);
    }
    struct pass *pass = &model->pass;
    size_t size = shape_size(net_output_shape(&model->net, 0));
    pass->training = false;
    for (uint32_t done = 0; done < count; done += (uint32_t)pass->count) {
        uint32_t rest = count - done;
        pass->count = rest < EVALUATION_BATCH ? (int)rest : EVALUATION_BATCH;
        latent_draw(&model->experiment.latent, seed, FG_PURPOSE_SAMPLE, 0, first + done, pass->count,
                    pass_input(pass, 0));
        pass_forward(pass);
        memcpy(images + (size_t)done * size, pass_output(pass, 0), (size_t)pass->count * size * sizeof *images);
    }
    return true;
}
