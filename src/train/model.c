#include "forger/model.h"

#include "base/file.h"
#include "base/memory.h"
#include "forger/random.h"
#include "train/checkpoint.h"
#include "train/evaluate.h"
#include "train/experiment.h"

#include <stdlib.h>
#include <string.h>

struct fg_model {
    struct experiment experiment;
    struct run_folder folder;
    struct run_manifest manifest;
    struct net net;
    struct pass pass;
    struct arena arena;
    char weights[4096];
    bool averaged;
};

static bool is_classifier(const struct fg_model *model)
{
    return model->experiment.task == TASK_CLASSIFY;
}

static bool build(struct fg_model *model, struct fg_error *error)
{
    const struct experiment *experiment = &model->experiment;
    const struct run_manifest *manifest = &model->manifest;
    bool classifier = is_classifier(model);
    struct shape image = {manifest->height, manifest->width, manifest->channels};
    struct shape latent = {1, 1, experiment->latent.size};
    return net_build(&model->net, classifier ? "model" : "generator", &experiment->document,
                     classifier ? experiment->model : experiment->generator, classifier ? image : latent,
                     (enum initializer)experiment->initializer, 0, error);
}

static bool reserve(struct fg_model *model, int threads, struct fg_error *error)
{
    net_reserve(&model->net, &model->arena);
    if (!pass_reserve(&model->pass, &model->net, EVALUATION_BATCH, false, threads, 0, &model->arena, error)) {
        return false;
    }
    pass_reserve_workspace(&(struct pass *){&model->pass}, 1, &model->arena);
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
    struct fg_model *model = memory_new(1, sizeof *model, error);
    if (model && !open_model(model, run, threads, error)) {
        fg_model_free(model);
        return NULL;
    }
    return model;
}

void fg_model_free(struct fg_model *model)
{
    if (model) {
        pass_free(&model->pass);
        net_free(&model->net);
        arena_free(&model->arena);
        experiment_free(&model->experiment);
        free(model);
    }
}

struct fg_model_info fg_model_info(const struct fg_model *model)
{
    bool classifier = is_classifier(model);
    struct shape image = classifier ? model->net.input : model->net.output;
    return (struct fg_model_info){
        .height = image.height,
        .width = image.width,
        .channels = image.channels,
        .classes = classifier ? (int)shape_size(model->net.output) : 0,
        .latent = classifier ? 0 : model->experiment.latent.size,
        .seed = model->experiment.seed,
        .name = model->experiment.name,
        .weights = model->weights,
        .averaged = model->averaged,
    };
}

bool fg_model_classify(struct fg_model *model, const uint8_t *pixels, uint32_t count, float *probabilities,
                       struct fg_error *error)
{
    if (!is_classifier(model)) {
        return fg_fail(error, FG_USAGE, "%s: is a GAN, want a classifier", model->folder.path);
    }
    /* The pixels are only read. */
    struct fg_dataset images = {
        .height = model->net.input.height,
        .width = model->net.input.width,
        .channels = model->net.input.channels,
        .count = count,
        .pixels = (uint8_t *)pixels,
    };
    struct classification result = {.classes = fg_model_info(model).classes};
    evaluate_classifier(&model->pass, &images, &result, probabilities);
    return true;
}

bool fg_model_generate(struct fg_model *model, uint64_t seed, uint32_t first, uint32_t count, float *images,
                       struct fg_error *error)
{
    if (is_classifier(model)) {
        return fg_fail(error, FG_USAGE, "%s: is a classifier, want a GAN", model->folder.path);
    }
    struct pass *pass = &model->pass;
    size_t size = shape_size(model->net.output);
    pass->training = false;
    for (uint32_t done = 0; done < count; done += (uint32_t)pass->count) {
        uint32_t rest = count - done;
        pass->count = rest < EVALUATION_BATCH ? (int)rest : EVALUATION_BATCH;
        latent_draw(&model->experiment.latent, seed, FG_PURPOSE_SAMPLE, 0, first + done, pass->count, pass_input(pass));
        pass_forward(pass);
        memcpy(images + (size_t)done * size, pass_output(pass), (size_t)pass->count * size * sizeof *images);
    }
    return true;
}
