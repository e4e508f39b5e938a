#include "train/training.h"

#include "train/keeper.h"
#include "train/loop.h"
#include "train/report.h"
#include "train/signals.h"
#include "train/status.h"

/* Ends a training where a signal has come, and prepares what is done should a second one come. */
struct watcher {
    struct observer observer;
    struct keeper *keeper;
};

static bool prepare_quit(struct observer *observer, const struct training *training, const struct event *event,
                         struct fg_error *error)
{
    (void)training, (void)event, (void)error;
    status_saved(((struct watcher *)observer)->keeper);
    return true;
}

static bool goes_on(const struct observer *observer)
{
    (void)observer;
    return !signals_pending();
}

static const struct observer_type watcher_type = {
    .told = {[EVENT_BEGIN] = prepare_quit, [EVENT_STATE] = prepare_quit},
    .goes_on = goes_on,
};

/* Run the loop with all who watch it. */
static bool run(struct keeper *keeper, struct training_result *result, struct fg_error *error)
{
    struct training *training = keeper->training;
    struct reporter reporter = reporter_open();
    struct watcher watcher = {{&watcher_type}, keeper};
    struct fg_error failure = {0};
    state_add_observer(training, &reporter.observer);
    state_add_observer(training, &keeper->observer);
    state_add_observer(training, &watcher.observer);
    bool done =
        loop_run(training, INT64_MAX, &failure) && (!training->stopped || keeper_fail_interrupted(keeper, &failure));
    reporter_close(training);
    return keeper_end(keeper, done ? NULL : &failure, result, error);
}

static bool start(struct training *training, const struct training_request *request, struct training_result *result,
                  struct fg_error *error)
{
    struct keeper keeper = keeper_open(training, request->command);
    signals_watch();
    bool done = keeper_create(&keeper, request->out, "running", error) && run(&keeper, result, error);
    signals_unwatch();
    keeper_close(&keeper);
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
        done = request->dry_run ? loop_steps(&training, 2, error) : start(&training, request, result, error);
    }
    state_close(&training);
    return done;
}

static void say_where(const struct training *training)
{
    long long step = training->progress.step;
    if (loop_is_finished(training)) {
        log_line(training->log, "step %lld: all steps are done: a larger %s goes on", step, state_length_key(training));
    } else if (loop_is_over(training)) {
        log_line(training->log, "step %lld: stopped by train.patience: a larger one goes on", step);
    } else {
        log_line(training->log, "going on from step %lld", step);
    }
}

static bool go_on(struct training *training, const struct training_request *request, struct training_result *result,
                  struct fg_error *error)
{
    struct keeper keeper = keeper_open(training, request->command);
    signals_watch();
    bool done = keeper_resume(&keeper, &result->folder, error);
    if (done) {
        say_where(training);
        done = run(&keeper, result, error);
    }
    signals_unwatch();
    keeper_close(&keeper);
    return done;
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
    bool done = state_open(&training, experiment, &going_on, log, error) && go_on(&training, request, result, error);
    state_close(&training);
    return done;
}
