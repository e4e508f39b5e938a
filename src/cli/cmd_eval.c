#include "cli/command.h"
#include "cli/eval_samples.h"
#include "train/test_data.h"

#include <stdio.h>

static const struct option options[] = {
    {"--data", "DIR", "a classifier: measure on this data, t10k files first; `synthetic`: on drawn digits"},
    {"--classifier", "RUN", "a GAN: the classifier that judges its samples"},
    {"--count", "N", "a GAN: how many samples; the default is 10000, or as its metrics say"},
    {"--seed", "S", "a GAN: which samples; the default is the experiment's seed"},
    {"--json", NULL, "print one JSON object"},
    OPTION_THREADS,
    {0},
};

static void print_json(const struct fg_measure *measure, double accuracy, const struct test_data *test)
{
    char trained_on[16] = "null";
    if (test->compared) {
        snprintf(trained_on, sizeof trained_on, "%u", test->trained_on);
    }
    printf("{\"accuracy\": %.6f, \"loss\": %.6f, \"examples\": %u, \"errors\": %u, \"trained_on\": %s, "
           "\"left_out\": %u}\n",
           accuracy, measure->loss, measure->count, measure->count - measure->right, trained_on, test->left_out);
}

static void print_measure(const struct fg_measure *measure, const struct test_data *test, const char *data, bool json)
{
    double accuracy = measure->count ? (double)measure->right / measure->count : 0;
    if (json) {
        print_json(measure, accuracy, test);
        return;
    }
    printf("accuracy %.4f  loss %.4f  %u of %u wrong  (%s", accuracy, measure->loss, measure->count - measure->right,
           measure->count, data);
    if (test->left_out) {
        printf("; %u of %u were trained on: left out", test->left_out, test->left_out + measure->count);
    }
    printf(")\n");
}

static void warn(const struct test_data *test, const char *data, struct log *log)
{
    if (!test->compared) {
        log_warning(log, "%s: images that the run was trained on are not left out, as its data can't be read: %s", data,
                    test->why.message);
    } else if (test->trained_on > test->left_out) {
        log_warning(log,
                    "%s: all %u images were trained on: this says how well they are known, not how well others "
                    "are read",
                    data, test->trained_on);
    }
}

static bool eval_classifier(const struct arguments *arguments, struct fg_model *model, int threads,
                            struct fg_error *error)
{
    struct log log = log_open(true);
    struct test_data test;
    struct fg_measure measure;
    const char *run = arguments->words[0], *data = argument_value(arguments, "--data");
    if (!test_data_load(&test, run, data, threads, &log, error)) {
        return false;
    }
    bool done = fg_model_measure(model, &test.dataset, &measure, error) || fg_error_at(error, "%s", data ? data : run);
    if (done) {
        warn(&test, data, &log);
        print_measure(&measure, &test, data ? data : "the run's validation examples",
                      argument_value(arguments, "--json"));
    }
    fg_dataset_free(&test.dataset);
    return done;
}

/* An option that the run has no use for must not seem to have been obeyed. */
static bool check_options(const struct arguments *arguments, const struct fg_model_info *info, struct fg_error *error)
{
    static const char *const of_classifiers[] = {"--data", NULL}, *const of_gans[] = {"--classifier", "--count",
                                                                                      "--seed", NULL};
    for (const char *const *name = info->reads ? of_gans : of_classifiers; *name; name++) {
        if (argument_value(arguments, *name)) {
            return fg_fail(error, FG_USAGE, "%s: is for %s, and %s is %s", *name,
                           info->reads ? "a GAN" : "a classifier", arguments->words[0], info->what);
        }
    }
    return true;
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
    bool done =
        check_options(arguments, &info, error) && (info.reads ? eval_classifier(arguments, model, threads, error)
                                                              : eval_samples(arguments, model, threads, error));
    fg_model_free(model);
    return done;
}

const struct command_type command_eval = {
    .named = {.name = "eval", .help = "measure a run: a classifier's accuracy, or how well a GAN's samples are read"},
    .usage = "RUN",
    .details =
        "A classifier is measured on the examples its run kept apart for validation, or on --data,\n"
        "less the images that it was trained on. Loss is the experiment's.\n"
        "Of a GAN's samples it counts those of which --classifier is over 0.9 sure, and the classes; of a run "
        "with\n`condition: class` also those read as the class that was asked for. Without --classifier it prints "
        "the\nmetrics that the run's experiment names, of samples drawn anew.",
    .options = options,
    .least_words = 1,
    .most_words = 1,
    .run = run,
};
