#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/output_path.h"
#include "cli/predictions.h"
#include "forger/model.h"
#include "train/test_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
    {"--out", "FILE", "where to write the table; - is standard output"},
    {"--as-is", NULL, "don't turn pictures of dark strokes on a light ground"},
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

/* Write the table to where --out says; what a person reads beside it goes to standard output, unless the table does. */
static bool write_predictions(const struct predictions *predictions, const char *path, struct fg_error *error)
{
    struct text table = {0}, words = {0};
    bool to_output = path && strcmp(path, "-") == 0;
    predictions_table(predictions, &table);
    if (predictions->names && !to_output) {
        predictions_describe(predictions, &words);
    }
    bool done = !table.failed && !words.failed;
    if (!done) {
        fg_fail(error, FG_FAILED, "out of memory");
    } else if (to_output) {
        fwrite(table.data, 1, table.length, stdout);
    } else {
        done = !path || file_write(path, table.data, table.length, error);
    }
    if (done && !to_output) {
        uint32_t count = predictions->dataset->count;
        fputs(words.data ? words.data : "", stdout);
        if (path) {
            printf("%u row%s in %s\n", count, count == 1 ? "" : "s", path);
        }
    }
    text_free(&table);
    text_free(&words);
    return done;
}

/* `table`: whether there is one also where --out doesn't ask for it. */
static bool predict(const struct arguments *arguments, struct fg_model *model, const struct fg_dataset *dataset,
                    const char *const *names, bool table, struct fg_error *error)
{
    struct fg_model_info info = fg_model_info(model);
    struct predictions predictions = {
        .dataset = dataset, .names = names, .classes = info.classes, .class_names = info.class_names};
    const char *out = argument_value(arguments, "--out"), *run = arguments->words[0];
    const char *name = dataset->numbered_from_one ? "submission" : "predictions";
    char path[4096] = "-";
    bool file = out ? strcmp(out, "-") != 0 : table;
    if (file && !output_path(path, sizeof path, out, run, name, ".csv", error)) {
        return false;
    }
    float *p = memory_new((size_t)dataset->count * (size_t)predictions.classes, sizeof *p, error);
    predictions.p = p;
    bool done = p && fg_model_classify(model, dataset->pixels, dataset->count, p, error) &&
                write_predictions(&predictions, file || out ? path : NULL, error);
    free(p);
    return done;
}

static bool predict_input(const struct arguments *arguments, struct fg_model *model, const struct input *input,
                          struct fg_error *error)
{
    const struct fg_dataset *dataset = &input->dataset;
    struct fg_model_info info = fg_model_info(model);
    const char *path = arguments->words[1];
    bool one = input->names && arguments->count == 2 && !file_is_directory(path);
    int files = (int)dataset->count + input->failed;
    return check_shape(dataset, &info, path, error) &&
           predict(arguments, model, dataset, (const char *const *)input->names, !one, error) &&
           (input->failed == 0 ||
            fg_fail(error, FG_FAILED, "%d of %d pictures could not be read", input->failed, files));
}

static bool predict_inputs(const struct arguments *arguments, struct fg_model *model, int threads,
                           struct fg_error *error)
{
    const char *run = arguments->words[0];
    struct log log = log_open(false);
    struct input input;
    if (!fg_model_classify(model, NULL, 0, NULL, error)) {
        return false;
    }
    bool as_is = argument_value(arguments, "--as-is");
    bool done = run_input_load(&input, run, arguments->words + 1, arguments->count - 1, as_is, threads, &log, error) &&
                predict_input(arguments, model, &input, error);
    input_free(&input);
    return done;
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    int threads;
    if (!argument_threads(arguments, &threads, error)) {
        return false;
    }
    struct fg_model *model = fg_model_load(arguments->words[0], threads, error);
    bool done = model && predict_inputs(arguments, model, threads, error);
    fg_model_free(model);
    return done;
}

const struct command_type command_predict = {
    .named = {.name = "predict", .help = "read images with a trained classifier"},
    .usage = "RUN INPUT ...",
    .details =
        "INPUT: Kaggle's test.csv (.gz) or the competition's zip, which give a submission; or an IDX file; or "
        "pictures\n"
        "(PNG, JPEG, uncompressed BMP, PGM, PPM) and folders of them, of the network's size. What is transparent is "
        "laid\n"
        "on white. A network of one channel reads light strokes on a dark ground: pictures of dark strokes on a light\n"
        "ground are turned. A run that learned from pictures (`source: images`) reads others as it read those: "
        "resized,\n"
        "and turned only if they were. Pictures that can't be read are named, the others are read, and the exit "
        "status\n"
        "is 1.\n"
        "\n"
        "One picture: prints what it is, how sure that is, and what comes next. More: prints the first ones, and "
        "writes\n"
        "predictions.csv (submission.csv for Kaggle) in the run's folder.",
    .options = options,
    .least_words = 2,
    .most_words = -1,
    .run = run,
};
