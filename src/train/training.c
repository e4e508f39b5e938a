#include "train/training.h"

#include "base/file.h"
#include "train/records.h"
#include "train/signals.h"
#include "train/status.h"

#include <stdio.h>

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

/* A full disk, mostly: nothing that was saved is lost. What diverged or was interrupted has said so. */
static bool fail_ended(const struct run_folder *folder, int64_t saved, const struct fg_error *failure,
                       struct fg_error *error)
{
    if (failure->code != FG_FAILED) {
        return fg_fail(error, failure->code, "%s", failure->message);
    }
    struct text resume = {0};
    run_folder_add_resume(folder, &resume);
    fg_fail(error, FG_FAILED, "%s\nthe state of step %lld is whole; once this is mended, go on with `%s`",
            failure->message, (long long)saved, resume.data ? resume.data : "forger resume");
    text_free(&resume);
    return false;
}

/* Run the loop, and leave a manifest that says how it ended. */
static bool run(struct training *training, struct training_result *result, struct fg_error *error)
{
    struct fg_error failure = {0};
    bool done = loop_run(training, &failure);
    const char *ended = loop_is_finished(training) ? "finished" : "stopped early";
    snprintf(result->status, sizeof result->status, "%s", done ? ended : status_of(&failure));
    if (done) {
        done = status_write(training, result->status, &failure);
    } else {
        status_write(training, result->status, NULL);
    }
    result->folder = training->folder;
    result->pictures = training->task->type->sample != NULL;
    result->metric = training->progress.best >= 0 ? training->task->type->best : NULL;
    result->best = training->progress.best;
    return done || fail_ended(&training->folder, training->saved_step, &failure, error);
}

/* The folder, with all that must be there before the first step. config.yaml makes it a run, and so comes last: a run
 * can always be resumed. Where something fails the folder is taken away again. */
static bool create_folder(struct training *training, struct fg_error *error)
{
    if (!run_folder_create(&training->folder, training->request->out, training->experiment->name, error)) {
        return false;
    }
    status_utc_now(training->manifest.started);
    bool done = run_lock_take(&training->lock, &training->folder, error) &&
                checkpoint_write(&training->folder, "last.safetensors", &training->state, error) &&
                status_write(training, "running", error) && write_config(training, error);
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
    }
    if (done && request->dry_run) {
        done = loop_steps(&training, 2, error);
    } else if (done) {
        signals_watch();
        done = create_folder(&training, error) && run(&training, result, error);
        signals_unwatch();
    }
    state_close(&training);
    return done;
}

static bool read_checkpoint(struct training *training, struct fg_error *error)
{
    char path[4096];
    const char *run = training->folder.path;
    if (!run_folder_path(&training->folder, path, sizeof path, "last.safetensors", error)) {
        return false;
    }
    if (!file_exists(path)) {
        return fg_fail(error, FG_FAILED,
                       "%s: is not there, so there is no state to go on from: start anew with `forger train "
                       "%s/config.yaml`",
                       path, run);
    }
    if (!checkpoint_read(path, &training->state, error)) {
        return false;
    }
    for (int i = 0; i < training->task->learner_count; i++) {
        learner_constrain(&training->task->learners[i]);
    }
    return true;
}

static const char *length_key(const struct training *training)
{
    return training->experiment->train.steps ? "train.steps" : "train.epochs";
}

static bool check_steps(const struct training *training, struct fg_error *error)
{
    int64_t done = training->progress.step, total = training->setting.total_steps;
    return total >= done || fg_fail(error, FG_USAGE, "%s: comes to %lld steps, and %lld are done: want more",
                                    length_key(training), (long long)total, (long long)done);
}

static bool open_run(struct training *training, struct fg_error *error)
{
    if (!run_lock_take(&training->lock, &training->folder, error) ||
        !run_manifest_read(&training->folder, &training->manifest, error)) {
        return false;
    }
    training->earlier_seconds = training->manifest.seconds;
    state_start_clock(training);
    return read_checkpoint(training, error) && check_steps(training, error) && records_resume(training, error) &&
           write_config(training, error) && status_write(training, "running", error);
}

static bool go_on(struct training *training, struct training_result *result, struct fg_error *error)
{
    long long step = training->progress.step;
    if (loop_is_finished(training)) {
        log_line(training->log, "step %lld: all steps are done: a larger %s goes on", step, length_key(training));
    } else if (loop_is_over(training)) {
        log_line(training->log, "step %lld: stopped by train.patience: a larger one goes on", step);
    } else {
        log_line(training->log, "going on from step %lld", step);
    }
    return run(training, result, error);
}

bool training_resume(const struct experiment *experiment, const struct training_request *request, struct log *log,
                     struct training_result *result, struct fg_error *error)
{
    struct training training;
    struct run_manifest manifest = {0};
    struct training_request going_on = *request;
    if (!run_manifest_read(&result->folder, &manifest, error)) {
        return false;
    }
    going_on.steps_done = manifest.steps;
    bool done = state_open(&training, experiment, &going_on, log, error);
    if (done) {
        training.folder = result->folder;
        signals_watch();
        done = open_run(&training, error) && go_on(&training, result, error);
        signals_unwatch();
    }
    state_close(&training);
    return done;
}
