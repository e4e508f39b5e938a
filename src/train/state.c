#include "train/state.h"

#include "base/memory.h"
#include "data/source.h"
#include "train/demand.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static bool is_augmented(const struct augment_options *augment)
{
    return augment->rotate > 0 || augment->zoom > 0 || augment->shift > 0 || augment->shear > 0;
}

/* The validation examples become a dataset of their own, which a fresh epoch does not change. */
static bool part_data(struct training *training, const struct fg_dataset *dataset, struct fg_subset *examples,
                      struct fg_error *error)
{
    const struct experiment *experiment = training->experiment;
    struct fg_subset validation = {0};
    const struct task_type *type = training->task->type;
    double part = experiment_options(experiment)->validation;
    if (type->check_data && !type->check_data(experiment, dataset, error)) {
        return false;
    }
    if (part <= 0) {
        return true;
    }
    bool done = fg_dataset_split(dataset, part, experiment->seed, examples, &validation, error) &&
                dataset_extract(&training->setting.validation, dataset, &validation, error);
    fg_subset_free(&validation);
    return done;
}

/* examples: of a program, or NULL. */
static bool open_data(struct training *training, const struct fg_dataset *examples, struct fg_error *error)
{
    const struct experiment *experiment = training->experiment;
    struct setting *setting = &training->setting;
    struct source_data data;
    struct fg_subset chosen = {0};
    bool loaded = examples ? source_borrow(&data, examples, error)
                           : source_load(&data, &experiment->data, experiment->seed, setting->threads, error);
    if (!loaded || !part_data(training, &data.dataset, &chosen, error)) {
        fg_subset_free(&chosen);
        source_free(&data);
        return false;
    }
    const struct augment_options *augment = &experiment_options(experiment)->augment;
    return feed_open(&setting->feed, &data, is_augmented(augment) ? augment : NULL, chosen, experiment->seed,
                     experiment->train.batch, training->task->type->whole_batches, setting->threads, error);
}

/* What can be trained, but is hardly meant. */
static void warn_odd_lengths(const struct training *training)
{
    int batch = training->experiment->train.batch;
    uint32_t examples = training->setting.feed.examples.count;
    if ((uint32_t)batch > examples) {
        log_warning(training->log, "train.batch: %d is more than the %u training examples: every step takes them all",
                    batch, examples);
    }
    if (training->setting.total_steps == 0) {
        log_warning(training->log, "train.epochs: with 0, and train.steps too, there is nothing to train");
    }
}

static bool open_task(struct training *training, struct fg_error *error)
{
    const struct task_type *type = task_type(training->experiment);
    training->task = memory_new(1, type->size, error);
    if (training->task) {
        training->task->type = type;
        training->task->setting = &training->setting;
    }
    return training->task != NULL;
}

static bool count_steps(struct training *training, struct fg_error *error)
{
    const struct train_options *options = &training->experiment->train;
    int64_t batches = training->task->type->batches_a_step(training->task);
    int64_t epoch = training->setting.feed.batches / batches;
    training->epoch_steps = epoch ? epoch : 1;
    double steps = options->steps ? options->steps : ceil(options->epochs * (double)training->epoch_steps);
    training->setting.total_steps = (int64_t)steps;
    return steps * (double)batches < 4e9 ||
           fg_fail(error, FG_USAGE, "train.epochs: want at most 4e9 batches in all, got %.3g", steps * (double)batches);
}

static void list_tensors(struct training *training)
{
    struct task *task = training->task;
    struct progress *progress = &training->progress;
    task_list_weights(task, &training->weights);
    task_list_state(task, &training->state);
    tensor_list_add(&training->state, "progress.step", TENSOR_I64, 0, &progress->step);
    tensor_list_add(&training->state, "progress.best", TENSOR_F64, 0, &progress->best);
    tensor_list_add(&training->state, "progress.epochs_since_best", TENSOR_I64, 0, &progress->epochs_since_best);
    tensor_list_add(&training->state, "progress.epoch", TENSOR_F64, 2 * (size_t)TASK_METRICS_MAX, &progress->epoch);
    tensor_list_add(&training->state, "progress.record", TENSOR_F64, 2 * (size_t)TASK_METRICS_MAX, &task->means);
}

bool state_open(struct training *training, const struct experiment *experiment, const struct training_request *request,
                struct log *log, struct fg_error *error)
{
    *training = (struct training){.experiment = experiment, .log = log, .progress.best = -1};
    training->setting.experiment = experiment;
    training->setting.dataset = &training->setting.feed.data.dataset;
    training->setting.log = log;
    training->setting.threads = request->threads;
    if (!open_task(training, error) || !open_data(training, request->examples, error)) {
        return false;
    }
    struct task *task = training->task;
    bool done =
        task_build(task, error) && count_steps(training, error) && task->type->reserve(task, &training->arena, error);
    if (done) {
        warn_odd_lengths(training);
        if (training->setting.total_steps > request->steps_done) {
            demand_describe(training);
        }
        done = demand_check(training, error) && arena_reserve(&training->arena, error) &&
               task->type->reserve(task, &training->arena, error);
    }
    if (done) {
        for (int i = 0; i < task->learner_count; i++) {
            learner_initialize(&task->learners[i]);
        }
        list_tensors(training);
    }
    return done;
}

void state_close(struct training *training)
{
    if (training->task) {
        task_free(training->task);
    }
    free(training->task);
    tensor_list_free(&training->weights);
    tensor_list_free(&training->state);
    feed_free(&training->setting.feed);
    fg_dataset_free(&training->setting.validation);
    arena_free(&training->arena);
}

bool state_read(struct training *training, const char *path, struct fg_error *error)
{
    bool done = checkpoint_read(path, &training->state, error);
    for (int i = 0; i < training->task->learner_count && done; i++) {
        learner_constrain(&training->task->learners[i]);
    }
    return done;
}

const char *state_length_key(const struct training *training)
{
    return training->experiment->train.steps ? "train.steps" : "train.epochs";
}

void state_add_observer(struct training *training, struct observer *observer)
{
    assert(training->observer_count < OBSERVERS_MAX);
    training->observers[training->observer_count++] = observer;
}
