#include "cli/command.h"
#include "cli/training_command.h"
#include "train/training.h"

#include <stdio.h>

static const struct option options[] = {OPTION_THREADS, OPTION_QUIET, {0}};

static bool resume(const struct arguments *arguments, const struct experiment *experiment,
                   struct training_result *result, struct fg_error *error)
{
    struct training_request request;
    struct log log = log_open(argument_value(arguments, "--quiet"));
    if (!training_command_request(arguments, &request, error) ||
        !training_resume(experiment, &request, &log, result, error)) {
        return false;
    }
    training_command_report(result);
    return true;
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    struct experiment experiment;
    struct training_result result = {0};
    const struct experiment_changes changes = {.list = arguments->words + 1, .count = arguments->count - 1};
    char path[4096];
    if (!run_folder_open(&result.folder, arguments->words[0], error) ||
        !run_folder_path(&result.folder, path, sizeof path, "config.yaml", error) ||
        !experiment_load_run(&experiment, path, &changes, error)) {
        return false;
    }
    bool done = resume(arguments, &experiment, &result, error);
    experiment_free(&experiment);
    return done;
}

const struct command_type command_resume = {
    .named = {.name = "resume", .help = "go on with a run that was interrupted, or train it longer"},
    .usage = "RUN [KEY=VALUE ...]",
    .details =
        "RUN is the run's folder. train.epochs=40 trains a finished run longer. Values that the data, its split,\n"
        "the weights or the count of steps follow from stay as they are.",
    .options = options,
    .least_words = 1,
    .most_words = -1,
    .run = run,
};
