#include "train/model_open.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "data/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The arrays that weights go to, by their names in a file. */
static struct tensor_list list_weights(struct fg_model *model)
{
    struct tensor_list list = {0};
    tensor_list_add_net(&list, model->averaged ? "average." : "", &model->net, model->net.parameters,
                        model->net.buffers);
    return list;
}

static bool load_weights(struct fg_model *model, struct fg_error *error)
{
    struct tensor_list list = list_weights(model);
    bool done = choose_weights(model, error) && checkpoint_read(model->weights, &list, error);
    tensor_list_free(&list);
    return done;
}

/* Once the experiment and the manifest are there: the net, still without weights. */
static bool open_net(struct fg_model *model, int threads, struct fg_error *error)
{
    for (int i = 0; i < RUN_CLASSES_MAX; i++) {
        model->class_names[i] = model->manifest.class_names[i];
    }
    model->type = task_type(&model->experiment);
    model->averaged = model->experiment.average > 0;
    return build(model, error) && reserve(model, threads, error) && arena_reserve(&model->arena, error) &&
           reserve(model, threads, error);
}

/* name: what messages call it by. */
static struct fg_model *new_model(const char *name, int *threads, struct fg_error *error)
{
    if (!parallel_choose(name, threads, error)) {
        return NULL;
    }
    struct fg_model *model = memory_new(1, sizeof *model, error);
    if (model) {
        snprintf(model->folder.path, sizeof model->folder.path, "%s", name);
    }
    return model;
}

/* With its weights, or not. */
static struct fg_model *finish(struct fg_model *model, bool done)
{
    if (!done) {
        fg_model_free(model);
        return NULL;
    }
    net_constrain(&model->net, false, 1);
    return model;
}

static bool open_folder(struct fg_model *model, const char *run, struct fg_error *error)
{
    char path[4096];
    return run_folder_open(&model->folder, run, error) &&
           run_folder_path(&model->folder, path, sizeof path, "config.yaml", error) &&
           run_manifest_read(&model->folder, &model->manifest, error) &&
           experiment_load(&model->experiment, path, NULL, 0, error);
}

struct fg_model *fg_model_load(const char *run, int threads, struct fg_error *error)
{
    struct fg_model *model = new_model(run, &threads, error);
    return finish(model, model && open_folder(model, run, error) && open_net(model, threads, error) &&
                             load_weights(model, error));
}

static bool open_memory(struct fg_model *model, const struct fg_model_files *files, int threads, struct fg_error *error)
{
    struct tensor_list list = {0};
    bool done = run_manifest_parse(&model->manifest, "run.json", files->manifest, strlen(files->manifest), error) &&
                experiment_read_run_text(&model->experiment, "config.yaml", files->config, error) &&
                open_net(model, threads, error);
    if (done) {
        snprintf(model->weights, sizeof model->weights, "weights");
        list = list_weights(model);
        done = checkpoint_read_memory("weights", files->weights, files->weights_size, &list, error);
        tensor_list_free(&list);
    }
    return done;
}

struct fg_model *fg_model_load_memory(const struct fg_model_files *files, int threads, struct fg_error *error)
{
    struct fg_model *model = new_model("model", &threads, error);
    return finish(model, model && open_memory(model, files, threads, error));
}

static bool copy(struct fg_model *model, const struct experiment *experiment, struct fg_error *error)
{
    struct text text = {0};
    bool done = experiment_write(experiment, &text, error) &&
                experiment_read_text(&model->experiment, experiment->name, text.data, error);
    text_free(&text);
    return done;
}

struct fg_model *model_copy(const struct experiment *experiment, const struct run_manifest *manifest,
                            const struct net *net, int threads, struct fg_error *error)
{
    struct fg_model *model = new_model(experiment->name, &threads, error);
    if (!model || !copy(model, experiment, error)) {
        return finish(model, false);
    }
    model->manifest = *manifest;
    snprintf(model->weights, sizeof model->weights, "step %lld", (long long)manifest->steps);
    bool done = open_net(model, threads, error);
    if (done) {
        memcpy(model->net.parameters, net->parameters, net->parameter_count * sizeof(float));
        memcpy(model->net.buffers, net->buffers, net->buffer_count * sizeof(float));
    }
    return finish(model, done);
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
