#include "gan/condition.h"
#include "train/model_open.h"

#include <string.h>

struct fg_model_info fg_model_info(const struct fg_model *model)
{
    struct shape input = net_input_shape(&model->net, 0), output = net_output_shape(&model->net, 0);
    bool reads = model->type->classify, draws = model->type->generate;
    struct shape image = draws ? output : input;
    int classes = reads ? (int)shape_size(output) : net_input_size(&model->net, "label");
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

/* Images as a dataset; pixels or values. */
static struct fg_dataset dataset_of(const struct fg_model *model, const uint8_t *pixels, const float *values,
                                    uint32_t count)
{
    struct shape input = net_input_shape(&model->net, 0);
    return (struct fg_dataset){
        .height = input.height,
        .width = input.width,
        .channels = input.channels,
        .count = count,
        .pixels = pixels,
        .values = values,
    };
}

static bool classify(struct fg_model *model, const struct fg_dataset *images, float *probabilities,
                     struct fg_error *error)
{
    if (!check_does(model, model->type->classify, "a classifier", error)) {
        return false;
    }
    struct classification result = {.classes = fg_model_info(model).classes};
    model->type->classify(&model->evaluation, images, &result, probabilities);
    return true;
}

bool fg_model_classify(struct fg_model *model, const uint8_t *pixels, uint32_t count, float *probabilities,
                       struct fg_error *error)
{
    const struct fg_dataset images = dataset_of(model, pixels, NULL, count);
    return classify(model, &images, probabilities, error);
}

bool fg_model_classify_values(struct fg_model *model, const float *values, uint32_t count, float *probabilities,
                              struct fg_error *error)
{
    const struct fg_dataset images = dataset_of(model, NULL, values, count);
    return classify(model, &images, probabilities, error);
}

static bool check_images(const struct fg_model *model, const struct fg_dataset *images, struct fg_error *error)
{
    struct shape reads = net_input_shape(&model->net, 0), has = task_shape(images);
    int classes = fg_model_info(model).classes;
    char got[48], want[48];
    if (!images->labels) {
        return fg_fail(error, FG_FAILED, "the data has no labels to measure against");
    }
    if (!shape_equal(has, reads)) {
        return fg_fail(error, FG_FAILED, "the data has images of %s, and the network reads %s", shape_text(has, got),
                       shape_text(reads, want));
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

/* without: what to say where there are no classes. */
static bool check_labels(const struct fg_model *model, const uint8_t *labels, uint32_t count, int classes,
                         const char *without, struct fg_error *error)
{
    if (labels && classes == 0) {
        return fg_fail(error, FG_USAGE, "%s: %s", model->folder.path, without);
    }
    for (uint32_t i = 0; labels && i < count; i++) {
        if (labels[i] >= classes) {
            return fg_fail(error, FG_USAGE, "%s: want a class 0..%d, got %d", model->folder.path, classes - 1,
                           labels[i]);
        }
    }
    return true;
}

bool fg_model_generate(struct fg_model *model, const struct fg_generation *what, float *images, struct fg_error *error)
{
    if (!check_does(model, model->type->generate, "a GAN", error) ||
        !check_labels(model, what->labels, what->count, fg_model_info(model).classes,
                      "draws no class that is asked for: it was trained without `condition: class`", error)) {
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

static int find_output(const struct fg_model *model, const char *output)
{
    return output ? net_find_output(&model->net, output) : 0;
}

int fg_model_output_size(const struct fg_model *model, const char *output)
{
    int number = find_output(model, output);
    return number < 0 ? 0 : (int)shape_size(net_output_shape(&model->net, number));
}

static bool check_output(const struct fg_model *model, const char *output, struct fg_error *error)
{
    if (find_output(model, output) >= 0) {
        return true;
    }
    struct text known = {0};
    for (int i = 0; i < model->net.output_count; i++) {
        text_add(&known, "%s%s", i ? ", " : "", model->net.outputs[i].name);
    }
    fg_fail(error, FG_USAGE, "%s: has no output \"%s\", but %s", model->folder.path, output,
            known.data ? known.data : "");
    text_free(&known);
    return false;
}

static bool check_inputs(const struct fg_model *model, const struct fg_inputs *inputs, struct fg_error *error)
{
    if (!inputs->pixels == !inputs->values) {
        return fg_fail(error, FG_USAGE, "%s: want pixels or values, got %s", model->folder.path,
                       inputs->pixels ? "both" : "neither");
    }
    if (inputs->pixels && model->type->generate) {
        return fg_fail(error, FG_USAGE, "%s: is given latent vectors: want values, got pixels", model->folder.path);
    }
    return check_labels(model, inputs->labels, inputs->count, net_input_size(&model->net, "label"),
                        "is told no class: it has no input `label`", error);
}

static void fill_labels(const struct fg_model *model, const uint8_t *labels)
{
    const struct pass *pass = &model->evaluation.pass;
    int classes = net_input_size(&model->net, "label");
    if (classes > 0) {
        float *numbers = pass_input(pass, net_find_input(&model->net, "label"));
        memset(numbers, 0, (size_t)pass->count * (size_t)classes * sizeof *numbers);
        if (labels) {
            condition_fill(labels, pass->count, classes, numbers);
        }
    }
}

bool fg_model_forward(struct fg_model *model, const struct fg_inputs *inputs, const char *output, float *numbers,
                      struct fg_error *error)
{
    if (!check_output(model, output, error) || !check_inputs(model, inputs, error)) {
        return false;
    }
    const struct fg_dataset examples = dataset_of(model, inputs->pixels, inputs->values, inputs->count);
    struct pass *pass = &model->evaluation.pass;
    size_t size = (size_t)fg_model_output_size(model, output);
    pass->training = false;
    for (uint32_t first = 0; first < inputs->count; first += (uint32_t)pass->count) {
        uint32_t rest = inputs->count - first;
        pass->count = rest < EVALUATION_BATCH ? (int)rest : EVALUATION_BATCH;
        fill_labels(model, inputs->labels ? inputs->labels + first : NULL);
        evaluation_forward(pass, &examples, first);
        memcpy(numbers + first * size, pass_output(pass, find_output(model, output)),
               (size_t)pass->count * size * sizeof *numbers);
    }
    return true;
}
