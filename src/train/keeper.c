#include "train/keeper.h"

#include "base/clock.h"
#include "base/file.h"
#include "train/drawing.h"
#include "train/loop.h"
#include "train/records.h"
#include "train/status.h"

#include <stdio.h>

static bool keep_record(struct observer *observer, const struct training *training, const struct event *event,
                        struct fg_error *error)
{
    (void)training;
    return records_append((struct keeper *)observer, event->metrics, event->count, error);
}

static bool keep_best(struct observer *observer, const struct training *training, const struct event *event,
                      struct fg_error *error)
{
    struct keeper *keeper = (struct keeper *)observer;
    (void)event;
    drawing_best(keeper);
    return checkpoint_write(&keeper->folder, "best.safetensors", &training->weights, error);
}

static bool keep_state(struct observer *observer, const struct training *training, const struct event *event,
                       struct fg_error *error)
{
    (void)event;
    return checkpoint_write(&((struct keeper *)observer)->folder, "last.safetensors", &training->state, error);
}

static bool draw_curves(struct observer *observer, const struct training *training, const struct event *event,
                        struct fg_error *error)
{
    (void)training, (void)event, (void)error;
    drawing_curves((struct keeper *)observer, false);
    return true;
}

static bool draw_samples(struct observer *observer, const struct training *training, const struct event *event,
                         struct fg_error *error)
{
    (void)training, (void)event, (void)error;
    drawing_samples((struct keeper *)observer);
    return true;
}

static const struct observer_type type = {
    .told = {[EVENT_RECORD] = keep_record,
             [EVENT_BEST] = keep_best,
             [EVENT_STATE] = keep_state,
             [EVENT_EPOCH] = draw_curves,
             [EVENT_SAMPLES] = draw_samples},
};

struct keeper keeper_open(struct training *training, const char *command)
{
    return (struct keeper){.observer.type = &type, .training = training, .command = command, .clock = clock_seconds()};
}

void keeper_close(struct keeper *keeper)
{
    run_lock_release(&keeper->lock);
    metrics_free(&keeper->records);
}

double keeper_seconds(const struct keeper *keeper)
{
    return keeper->earlier_seconds + clock_seconds() - keeper->clock;
}

static bool write_config(struct keeper *keeper, struct fg_error *error)
{
    struct text text = {0};
    char path[4096];
    bool done = experiment_write(keeper->training->experiment, &text, error) &&
                run_folder_path(&keeper->folder, path, sizeof path, "config.yaml", error) &&
                file_write(path, text.data, text.length, error);
    text_free(&text);
    return done;
}

/* config.yaml makes it a run, and so comes last: a run can always be resumed. */
bool keeper_create(struct keeper *keeper, const char *out, const char *status, struct fg_error *error)
{
    if (!run_folder_create(&keeper->folder, out, keeper->training->experiment->name, error)) {
        return false;
    }
    status_utc_now(keeper->manifest.started);
    bool done = run_lock_take(&keeper->lock, &keeper->folder, error) &&
                checkpoint_write(&keeper->folder, "last.safetensors", &keeper->training->state, error) &&
                status_write(keeper, status, error) && write_config(keeper, error);
    if (!done) {
        run_folder_remove(&keeper->folder);
    }
    return done;
}

static bool read_checkpoint(struct keeper *keeper, struct fg_error *error)
{
    char path[4096];
    if (!run_folder_path(&keeper->folder, path, sizeof path, "last.safetensors", error)) {
        return false;
    }
    return file_exists(path) ? state_read(keeper->training, path, error)
                             : fg_fail(error, FG_FAILED,
                                       "%s: is not there, so there is no state to go on from: start anew with `forger "
                                       "train %s/config.yaml`",
                                       path, keeper->folder.path);
}

static bool check_steps(const struct training *training, struct fg_error *error)
{
    int64_t done = training->progress.step, total = training->setting.total_steps;
    return total >= done || fg_fail(error, FG_USAGE, "%s: comes to %lld steps, and %lld are done: want more",
                                    state_length_key(training), (long long)total, (long long)done);
}

bool keeper_resume(struct keeper *keeper, const struct run_folder *folder, struct fg_error *error)
{
    keeper->folder = *folder;
    if (!run_lock_take(&keeper->lock, folder, error) || !run_manifest_read(folder, &keeper->manifest, error)) {
        return false;
    }
    keeper->earlier_seconds = keeper->manifest.seconds;
    keeper->clock = clock_seconds();
    return read_checkpoint(keeper, error) && check_steps(keeper->training, error) && records_resume(keeper, error) &&
           write_config(keeper, error) && status_write(keeper, "running", error);
}

bool keeper_fail_interrupted(const struct keeper *keeper, struct fg_error *error)
{
    const struct training *training = keeper->training;
    struct text resume = {0};
    run_folder_add_resume(&keeper->folder, &resume);
    fg_fail(error, FG_INTERRUPTED, "interrupted at step %lld of %lld; go on with `%s`",
            (long long)training->progress.step, (long long)training->setting.total_steps,
            resume.data ? resume.data : "forger resume");
    text_free(&resume);
    return false;
}

/* A full disk, mostly: nothing that was saved is lost. What was interrupted has said so. */
static bool fail_ended(const struct keeper *keeper, const struct fg_error *failure, struct fg_error *error)
{
    if (failure->code == FG_DIVERGED) {
        return fg_fail(error, failure->code, "%s; the last good weights are in %s/last.safetensors", failure->message,
                       keeper->folder.path);
    }
    if (failure->code != FG_FAILED) {
        return fg_fail(error, failure->code, "%s", failure->message);
    }
    struct text resume = {0};
    run_folder_add_resume(&keeper->folder, &resume);
    fg_fail(error, FG_FAILED, "%s\nthe state of step %lld is whole; once this is mended, go on with `%s`",
            failure->message, (long long)keeper->training->saved_step, resume.data ? resume.data : "forger resume");
    text_free(&resume);
    return false;
}

bool keeper_end(struct keeper *keeper, const struct fg_error *failure, struct training_result *result,
                struct fg_error *error)
{
    const struct training *training = keeper->training;
    struct fg_error unwritten = {0};
    drawing_curves(keeper, true);
    snprintf(result->status, sizeof result->status, "%s", status_of(training, failure));
    if (!status_write(keeper, result->status, &unwritten) && !failure) {
        failure = &unwritten;
    }
    result->folder = keeper->folder;
    result->pictures = training->task->type->sample != NULL;
    result->metric = training->progress.best >= 0 ? training->task->type->best : NULL;
    result->best = training->progress.best;
    return !failure || fail_ended(keeper, failure, error);
}
