#include "cli/command.h"
#include "cli/shipped_experiments.h"
#include "cli/training_command.h"
#include "train/training.h"

#include <stdio.h>

static const struct option options[] = {
    {"--out", "DIR", "the run's folder, which must not exist; the default is outputs/NAME, NAME-2, ..."},
    OPTION_THREADS,
    {"--dry-run", NULL, "build all, run two steps, write nothing"},
    {"--print-config", NULL, "print the experiment with every default spelled out, and stop"},
    OPTION_QUIET,
    {0},
};

static bool print_config(const struct experiment *experiment, struct fg_error *error)
{
    struct text text = {0};
    bool done = experiment_write(experiment, &text, error);
    if (done) {
        fputs(text.data, stdout);
    }
    text_free(&text);
    return done;
}

static bool train(const struct arguments *arguments, const struct experiment *experiment, struct fg_error *error)
{
    struct training_request request;
    struct training_result result;
    struct log log = log_open(argument_value(arguments, "--quiet"));
    if (!training_command_request(arguments, &request, error)) {
        return false;
    }
    request.out = argument_value(arguments, "--out");
    request.dry_run = argument_value(arguments, "--dry-run");
    if (!training_start(experiment, &request, &log, &result, error)) {
        return false;
    }
    if (request.dry_run) {
        printf("two steps of %s went well; nothing was written\n", experiment->name);
    } else {
        training_command_report(&result);
    }
    return true;
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    struct experiment experiment;
    char shipped[4096];
    const char *path = experiment_find(arguments->words[0], shipped, error);
    if (!path || !experiment_load(&experiment, path, arguments->words + 1, arguments->count - 1, error)) {
        return false;
    }
    bool done = argument_value(arguments, "--print-config") ? print_config(&experiment, error)
                                                            : train(arguments, &experiment, error);
    experiment_free(&experiment);
    return done;
}

const struct command_type command_train = {
    .named = {.name = "train", .help = "train what an experiment describes"},
    .usage = "EXPERIMENT.yaml [KEY=VALUE ...]",
    .details = "Experiments that come with the program are found by name: quickstart, mnist-cnn, dcgan, ...\n"
               "`forger list experiments` shows them.\n"
               "KEY=VALUE changes one place of the experiment: optimizer.lr=0.001, train.epochs=3,\n"
               "generator.4.conv_transpose.filters=32. `forger list keys` shows every key.",
    .options = options,
    .least_words = 1,
    .most_words = -1,
    .run = run,
};
