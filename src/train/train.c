#include "forger/train.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "nn/layer_nodes.h"
#include "train/keeper.h"
#include "train/loop.h"
#include "train/model_open.h"
#include "train/report.h"
#include "train/status.h"

#include <stdlib.h>

/* Tells the program that trains. */
struct caller {
    struct observer observer;
    bool (*progress)(void *context, const struct fg_progress *progress);
    void *context;
    bool stops;
};

struct fg_training {
    struct experiment experiment;
    struct log log;
    struct training state;
    struct reporter reporter;
    struct caller caller;
    struct keeper keeper; /* of the run folder, where there is one */
    bool kept;
    bool ended;              /* the run folder says how */
    struct fg_error failure; /* the first, after which there is nothing to go on with */
};

static bool tell_caller(struct observer *observer, const struct training *training, const struct event *event,
                        struct fg_error *error)
{
    struct caller *caller = (struct caller *)observer;
    struct fg_metric metrics[2 * TASK_METRICS_MAX];
    (void)error;
    for (int i = 0; i < event->count; i++) {
        metrics[i] = (struct fg_metric){event->metrics[i].name, event->metrics[i].value};
    }
    const struct fg_progress progress = {
        .step = training->progress.step,
        .total_steps = training->setting.total_steps,
        .metrics = metrics,
        .metric_count = event->count,
    };
    if (!caller->progress(caller->context, &progress)) {
        caller->stops = true;
    }
    return true;
}

static bool goes_on(const struct observer *observer)
{
    return !((const struct caller *)observer)->stops;
}

static const struct observer_type caller_type = {.told = {[EVENT_RECORD] = tell_caller}, .goes_on = goes_on};

static bool load_document(const struct fg_training_options *options, struct yaml_document *document,
                          struct fg_error *error)
{
    if (options->experiment && options->path) {
        return fg_fail(error, FG_USAGE, "experiment and path: want one of the two");
    }
    return options->path
               ? yaml_load_file(document, options->path, error)
               : yaml_load_text(document, "experiment", options->experiment ? options->experiment : "{}", error);
}

/* What the experiment doesn't say itself. */
static bool complete(struct yaml_document *document, const struct fg_training_options *options, struct fg_error *error)
{
    if (document->root->kind != YAML_MAPPING) {
        return true; /* who reads it says what is wrong */
    }
    bool done = yaml_get(document->root, "name") || yaml_override(document, "name=training", error);
    for (const struct fg_net *net = options->nets; net && net->name && done; net++) {
        done = layer_nodes_add(document, net, error);
    }
    for (const char *const *change = options->changes; change && *change && done; change++) {
        done = yaml_override(document, *change, error);
    }
    return done && (!options->images || yaml_override(document, "data={source: memory}", error));
}

static bool read_new(struct experiment *experiment, const struct fg_training_options *options, struct fg_error *error)
{
    struct yaml_document document;
    if (!load_document(options, &document, error)) {
        return false;
    }
    document.program = true;
    if (!complete(&document, options, error)) {
        yaml_close(&document);
        return false;
    }
    return experiment_read_document(experiment, &document, error);
}

/* Of the run that goes on. */
static bool read_run(struct fg_training *training, const struct fg_training_options *options,
                     struct training_request *request, struct fg_error *error)
{
    struct run_folder *folder = &training->keeper.folder;
    struct experiment_changes changes = {.list = options->changes, .program = true};
    char path[4096];
    while (changes.list && changes.list[changes.count]) {
        changes.count++;
    }
    if (options->experiment || options->path || options->nets || options->out) {
        return fg_fail(error, FG_USAGE, "%s: a run that goes on has its experiment and its folder: want no others",
                       options->resume);
    }
    if (!run_folder_open(folder, options->resume, error) ||
        !run_folder_path(folder, path, sizeof path, "config.yaml", error) ||
        !run_manifest_read(folder, &training->keeper.manifest, error)) {
        return false;
    }
    request->steps_done = training->keeper.manifest.steps;
    return experiment_load_run(&training->experiment, path, &changes, error);
}

static void watch(struct fg_training *training, const struct fg_training_options *options)
{
    training->reporter = reporter_open();
    state_add_observer(&training->state, &training->reporter.observer);
    if (training->kept) {
        state_add_observer(&training->state, &training->keeper.observer);
    }
    if (options->progress) {
        training->caller = (struct caller){{&caller_type}, options->progress, options->context, false};
        state_add_observer(&training->state, &training->caller.observer);
    }
}

/* The run folder, where one is kept. */
static bool open_folder(struct fg_training *training, const struct fg_training_options *options, struct fg_error *error)
{
    const struct run_folder found = training->keeper.folder;
    training->keeper = keeper_open(&training->state, "libforger");
    if (options->resume) {
        training->kept = keeper_resume(&training->keeper, &found, error);
    } else if (options->out) {
        training->kept = keeper_create(&training->keeper, options->out, "running", error);
    }
    return training->kept || !(options->resume || options->out);
}

static bool open_training(struct fg_training *training, const struct fg_training_options *options,
                          struct fg_error *error)
{
    struct training_request request = {.out = options->out, .threads = options->threads, .examples = options->images};
    training->log = log_open_stream(options->log);
    if (!parallel_choose("threads", &request.threads, error) || !run_folder_is_free(request.out, error) ||
        !(options->resume ? read_run(training, options, &request, error)
                          : read_new(&training->experiment, options, error))) {
        return false;
    }
    experiment_warn(&training->experiment, &training->log);
    if (!state_open(&training->state, &training->experiment, &request, &training->log, error) ||
        !open_folder(training, options, error)) {
        return false;
    }
    watch(training, options);
    return true;
}

struct fg_training *fg_training_open(const struct fg_training_options *options, struct fg_error *error)
{
    struct fg_training *training = memory_new(1, sizeof *training, error);
    if (training && !open_training(training, options, error)) {
        training->ended = true;
        fg_training_free(training);
        return NULL;
    }
    return training;
}

static bool fail_again(const struct fg_training *training, struct fg_error *error)
{
    return fg_fail(error, training->failure.code, "%s", training->failure.message);
}

/* The run folder says how it ended; where it goes on, that is said anew. */
static bool end(struct fg_training *training, const struct fg_error *failure)
{
    struct training_result result;
    training->ended = true;
    reporter_close(&training->state);
    if (training->kept) {
        return keeper_end(&training->keeper, failure, &result, &training->failure);
    }
    training->failure = failure ? *failure : training->failure;
    return !failure;
}

bool fg_training_step(struct fg_training *training, int64_t steps, struct fg_error *error)
{
    struct fg_error failure = {0};
    if (training->failure.code) {
        return fail_again(training, error);
    }
    training->caller.stops = false;
    training->ended = false;
    bool done = loop_run(&training->state, steps, &failure);
    if (done && !loop_is_over(&training->state) && !training->state.stopped) {
        return true;
    }
    return end(training, done ? NULL : &failure) || fail_again(training, error);
}

bool fg_training_run(struct fg_training *training, struct fg_error *error)
{
    return fg_training_step(training, INT64_MAX, error);
}

void fg_training_free(struct fg_training *training)
{
    if (!training) {
        return;
    }
    if (training->kept && !training->ended && loop_save(&training->state, NULL)) {
        end(training, NULL);
    }
    keeper_close(&training->keeper);
    state_close(&training->state);
    experiment_free(&training->experiment);
    free(training);
}

struct fg_training_info fg_training_info(const struct fg_training *training)
{
    const struct training *state = &training->state;
    bool measured = state->progress.best >= 0;
    return (struct fg_training_info){
        .step = state->progress.step,
        .total_steps = state->setting.total_steps,
        .epoch_steps = state->epoch_steps,
        .over = loop_is_over(state),
        .best_metric = measured ? state->task->type->best : NULL,
        .best = measured ? state->progress.best : 0,
        .folder = training->kept ? training->keeper.folder.path : NULL,
    };
}

struct fg_model *fg_training_model(const struct fg_training *training, int threads, struct fg_error *error)
{
    struct run_manifest manifest = {0};
    if (training->failure.code) {
        fail_again(training, error);
        return NULL;
    }
    status_describe(&training->state, &manifest);
    return model_copy(&training->experiment, &manifest, &training->state.task->learners[0].shown, threads, error);
}

bool fg_training_save(struct fg_training *training, const char *out, struct fg_error *error)
{
    struct keeper keeper = keeper_open(&training->state, "libforger");
    if (training->failure.code) {
        return fail_again(training, error);
    }
    bool done = keeper_create(&keeper, out, status_of(&training->state, NULL), error);
    keeper_close(&keeper);
    return done;
}
