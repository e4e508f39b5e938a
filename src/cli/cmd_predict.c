#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/output_path.h"
#include "cli/picture_input.h"
#include "data/input.h"
#include "forger/model.h"
#include "metrics/classification.h"

#include <stdio.h>
#include <stdlib.h>

static const struct option options[] = {
    {"--out", "FILE", "where to write; the default is submission.csv or predictions.csv in the run's folder"},
    OPTION_THREADS,
    {0},
};

static bool check_shape(const struct fg_dataset *dataset, const struct fg_model_info *info, const char *path,
                        struct fg_error *error)
{
    return (dataset->height == info->height && dataset->width == info->width && dataset->channels == info->channels) ||
           fg_fail(error, FG_FAILED, "%s: has images of %dx%dx%d, and the network reads %dx%dx%d", path,
                   dataset->height, dataset->width, dataset->channels, info->height, info->width, info->channels);
}

/* Kaggle: ImageId,Label, numbered from 1. Pictures by name, other images by number from 0, with the confidence. */
static void print_predictions(const struct fg_dataset *dataset, char *const *names, const float *p, int classes,
                              struct text *text)
{
    text_add(text, "%s\n",
             dataset->numbered_from_one ? "ImageId,Label"
             : names                    ? "file,label,confidence"
                                        : "index,label,confidence");
    for (uint32_t i = 0; i < dataset->count; i++, p += classes) {
        int best = classification_best(p, classes);
        if (dataset->numbered_from_one) {
            text_add(text, "%u,%d\n", i + 1, best);
        } else if (names) {
            text_add(text, "%s,%d,%.4f\n", names[i], best, (double)p[best]);
        } else {
            text_add(text, "%u,%d,%.4f\n", i, best, (double)p[best]);
        }
    }
}

static bool predict(const struct arguments *arguments, struct fg_model *model, const struct fg_dataset *dataset,
                    char *const *names, struct fg_error *error)
{
    struct fg_model_info info = fg_model_info(model);
    struct text text = {0};
    char path[4096];
    const char *name = dataset->numbered_from_one ? "submission" : "predictions";
    if (!output_path(path, sizeof path, argument_value(arguments, "--out"), arguments->words[0], name, ".csv", error)) {
        return false;
    }
    float *p = memory_new((size_t)dataset->count * (size_t)info.classes, sizeof *p, error);
    bool done = p && fg_model_classify(model, dataset->pixels, dataset->count, p, error);
    if (done) {
        print_predictions(dataset, names, p, info.classes, &text);
        done =
            text.failed ? fg_fail(error, FG_FAILED, "out of memory") : file_write(path, text.data, text.length, error);
    }
    free(p);
    text_free(&text);
    if (done) {
        printf("%u row%s in %s\n", dataset->count, dataset->count == 1 ? "" : "s", path);
    }
    return done;
}

static bool predict_pictures(const struct arguments *arguments, struct fg_model *model, struct fg_error *error)
{
    struct fg_model_info info = fg_model_info(model);
    struct picture_input input;
    if (!picture_input_load(&input, arguments->words[1], info.height, info.width, info.channels, error)) {
        return false;
    }
    bool done = predict(arguments, model, &input.dataset, input.names, error);
    picture_input_free(&input);
    return done;
}

static bool predict_data(const struct arguments *arguments, struct fg_model *model, struct fg_error *error)
{
    struct fg_model_info info = fg_model_info(model);
    struct fg_dataset dataset = {0};
    const char *path = arguments->words[1];
    bool done = data_input_load(&dataset, path, error) && check_shape(&dataset, &info, path, error) &&
                predict(arguments, model, &dataset, NULL, error);
    fg_dataset_free(&dataset);
    return done;
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    int threads;
    if (!argument_threads(arguments, &threads, error)) {
        return false;
    }
    struct fg_model *model = fg_model_load(arguments->words[0], threads, error);
    if (!model) {
        return false;
    }
    bool done;
    if (fg_model_info(model).classes == 0) {
        done = fg_fail(error, FG_USAGE, "%s: is a GAN, want a classifier", arguments->words[0]);
    } else if (picture_input_recognize(arguments->words[1])) {
        done = predict_pictures(arguments, model, error);
    } else {
        done = predict_data(arguments, model, error);
    }
    fg_model_free(model);
    return done;
}

const struct command command_predict = {
    .named = {"predict", "read images with a trained classifier"},
    .usage = "RUN INPUT",
    .details =
        "INPUT: Kaggle's test.csv (.gz) or the competition's zip, which give a submission; an IDX file; a picture\n"
        "(PNG, JPEG, BMP, PGM) or a folder of them, of the network's size, light strokes on a dark ground.",
    .options = options,
    .least_words = 2,
    .most_words = 2,
    .run = run,
};
