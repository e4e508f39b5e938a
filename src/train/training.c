#include "train/training.h"

#include "base/file.h"
#include "train/signals.h"
#include "train/state.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void utc_now(char text[static 32])
{
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

static bool write_manifest(struct training *training, const char *status, struct fg_error *error)
{
    struct run_manifest *manifest = &training->manifest;
    snprintf(manifest->status, sizeof manifest->status, "%s", status);
    manifest->seed = training->experiment->seed;
    manifest->threads = training->request->threads;
    manifest->height = training->dataset.height;
    manifest->width = training->dataset.width;
    manifest->channels = training->dataset.channels;
    manifest->classes = training->dataset.classes;
    manifest->steps = training->progress.step;
    manifest->total_steps = training->setting.total_steps;
    manifest->seconds = state_seconds(training);
    snprintf(manifest->name, sizeof manifest->name, "%s", training->experiment->name);
    snprintf(manifest->task, sizeof manifest->task, "%s", task_table[training->experiment->task]->name);
    snprintf(manifest->command, sizeof manifest->command, "%s", training->request->command);
    if (strcmp(status, "running") != 0) {
        utc_now(manifest->ended);
    }
    return run_manifest_write(&training->folder, manifest, error);
}

static bool write_config(struct training *training, struct fg_error *error)
{
    struct text text = {0};
    char path[4096];
    bool done = experiment_write(training->experiment, &text, error) &&
                run_folder_path(&training->folder, path, sizeof path, "config.yaml", error) &&
                file_write(path, text.data, text.length, error);
    text_free(&text);
    return done;
}

static const char *status_of(const struct fg_error *error)
{
    switch (error->code) {
    case FG_INTERRUPTED:
        return "interrupted";
    case FG_DIVERGED:
        return "diverged";
    default:
        return "failed";
    }
}

/* Run the loop with signals watched, and leave a manifest that says how it ended. */
static bool run(struct training *training, struct training_result *result, struct fg_error *error)
{
    struct fg_error failure = {0};
    signals_watch();
    bool done = loop_run(training, result, &failure);
    signals_unwatch();
    if (!training->request->dry_run && done) {
        done = write_manifest(training, result->status, &failure);
    } else if (!training->request->dry_run) {
        snprintf(result->status, sizeof result->status, "%s", status_of(&failure));
        write_manifest(training, result->status, NULL);
    }
    result->folder = training->folder;
    result->pictures = training->task->type->sample != NULL;
    result->metric = training->progress.best >= 0 ? training->task->type->best : NULL;
    result->best = training->progress.best;
    return done || fg_fail(error, failure.code, "%s", failure.message);
}

/* The folder, with all that must be there before the first step. Where that fails the folder is taken away again. */
static bool create_folder(struct training *training, struct fg_error *error)
{
    if (!run_folder_create(&training->folder, training->request->out, training->experiment->name, error)) {
        return false;
    }
    utc_now(training->manifest.started);
    struct task *task = training->task;
    bool done = run_lock_take(&training->lock, &training->folder, error) && write_config(training, error) &&
                write_manifest(training, "running", error) &&
                checkpoint_write(&training->folder, "last.safetensors", &training->state, error) &&
                (!task->type->sample || task->type->sample(task, &training->folder, 0, error));
    if (!done) {
        run_folder_remove(&training->folder);
    }
    return done;
}

bool training_start(const struct experiment *experiment, const struct training_request *request, struct log *log,
                    struct training_result *result, struct fg_error *error)
{
    struct training training;
    *result = (struct training_result){0};
    if (!request->dry_run && !run_folder_is_free(request->out, error)) {
        return false;
    }
    experiment_warn(experiment, log);
    bool done = state_open(&training, experiment, request, log, error);
    if (done) {
        state_start_clock(&training);
        done = (request->dry_run || create_folder(&training, error)) && run(&training, result, error);
    }
    state_close(&training);
    return done;
}

static bool cut_metrics(struct training *training, struct fg_error *error)
{
    int broken;
    if (!metrics_truncate(&training->folder, training->progress.step, &broken, error)) {
        return false;
    }
    if (broken > 0) {
        log_warning(training->log, "%s/metrics.jsonl: %d line%s no record of metrics: dropped", training->folder.path,
                    broken, broken == 1 ? " is" : "s are");
    }
    return true;
}

static bool open_run(struct training *training, struct fg_error *error)
{
    char path[4096];
    return run_lock_take(&training->lock, &training->folder, error) &&
           run_manifest_read(&training->folder, &training->manifest, error) &&
           run_folder_path(&training->folder, path, sizeof path, "last.safetensors", error) &&
           checkpoint_read(path, &training->state, error) && cut_metrics(training, error) &&
           write_config(training, error) && write_manifest(training, "running", error);
}

bool training_resume(const struct experiment *experiment, const struct training_request *request, struct log *log,
                     struct training_result *result, struct fg_error *error)
{
    struct training training;
    bool done = state_open(&training, experiment, request, log, error);
    if (done) {
        training.folder = result->folder;
        done = open_run(&training, error);
    }
    if (done) {
        training.earlier_seconds = training.manifest.seconds;
        state_start_clock(&training);
        log_line(log, "going on from step %lld", (long long)training.progress.step);
        if (training.progress.step >= training.setting.total_steps) {
            log_line(log, "all steps are done: a larger train.%s goes on",
                     experiment->train.steps ? "steps" : "epochs");
        }
        done = run(&training, result, error);
    }
    state_close(&training);
    return done;
}
