#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/output_path.h"
#include "data/input.h"
#include "data/source.h"
#include "forger/image.h"
#include "forger/model.h"
#include "metrics/classification.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct option options[] = {
    {"--out", "FILE", "where to write; the default is submission.csv or predictions.csv in the run's folder"},
    OPTION_THREADS,
    {0},
};

static bool is_picture(const char *path)
{
    static const char *const endings[] = {".png", ".jpg", ".jpeg", ".bmp", ".pgm", NULL};
    const char *dot = strrchr(path, '.');
    for (int i = 0; dot && endings[i]; i++) {
        if (strcasecmp(dot, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool load_picture(struct fg_dataset *dataset, const char *path, int channels, struct fg_error *error)
{
    struct fg_image image = {0};
    if (!fg_image_read(&image, path, channels, error)) {
        return false;
    }
    bool done = dataset_allocate(dataset, 1, image.height, image.width, channels, FG_NO_LABELS, error);
    if (done) {
        memcpy(dataset->pixels, image.pixels, (size_t)image.height * (size_t)image.width * (size_t)channels);
    }
    fg_image_free(&image);
    return done;
}

static bool check_shape(const struct fg_dataset *dataset, const struct fg_model_info *info, const char *path,
                        struct fg_error *error)
{
    return (dataset->height == info->height && dataset->width == info->width && dataset->channels == info->channels) ||
           fg_fail(error, FG_FAILED, "%s: has images of %dx%dx%d, and the network reads %dx%dx%d", path,
                   dataset->height, dataset->width, dataset->channels, info->height, info->width, info->channels);
}

/* Kaggle: ImageId,Label, numbered from 1. Elsewhere: index,label,confidence, numbered from 0. */
static void print_predictions(const struct fg_dataset *dataset, const float *p, int classes, struct text *text)
{
    text_add(text, dataset->numbered_from_one ? "ImageId,Label\n" : "index,label,confidence\n");
    for (uint32_t i = 0; i < dataset->count; i++, p += classes) {
        int best = classification_best(p, classes);
        if (dataset->numbered_from_one) {
            text_add(text, "%u,%d\n", i + 1, best);
        } else {
            text_add(text, "%u,%d,%.4f\n", i, best, (double)p[best]);
        }
    }
}

static bool predict(const struct arguments *arguments, struct fg_model *model, const struct fg_dataset *dataset,
                    struct fg_error *error)
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
        print_predictions(dataset, p, info.classes, &text);
        done =
            text.failed ? fg_fail(error, FG_FAILED, "out of memory") : file_write(path, text.data, text.length, error);
    }
    free(p);
    text_free(&text);
    if (done) {
        printf("%u rows in %s\n", dataset->count, path);
    }
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
    struct fg_model_info info = fg_model_info(model);
    struct fg_dataset dataset = {0};
    const char *input = arguments->words[1];
    bool done = info.classes > 0 || fg_fail(error, FG_USAGE, "%s: is a GAN, want a classifier", arguments->words[0]);
    done = done && (is_picture(input) ? load_picture(&dataset, input, info.channels, error)
                                      : data_input_load(&dataset, input, error));
    done = done && check_shape(&dataset, &info, input, error) && predict(arguments, model, &dataset, error);
    fg_dataset_free(&dataset);
    fg_model_free(model);
    return done;
}

const struct command command_predict = {
    .named = {"predict", "read images with a trained classifier"},
    .usage = "RUN INPUT",
    .details =
        "INPUT: Kaggle's test.csv (.gz) or the competition's zip, which give a submission; an IDX file; a picture\n"
        "(PNG, JPEG, BMP, PGM) of the network's size, light strokes on a dark ground.",
    .options = options,
    .least_words = 2,
    .most_words = 2,
    .run = run,
};
