#include "train/loop.h"

#include "base/denormal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A run may end at any moment, and resumed it leaves the bytes it would have left. So what belongs to a step is written
 * in this order: first records and best weights, which a resume from an older state writes anew after it has cut them
 * off; then the state; then what follows from the state and is drawn again when a training is resumed at it: samples,
 * and at every end curves. A training that ends in mid-epoch measures once more, after its state is saved: for a longer
 * one, nothing of that has happened (but where it does not get better, the best weights stay those of that end). */

/* What comes after the step that was done last. */
struct due {
    bool record;    /* means, in metrics.jsonl */
    bool epoch_end; /* evaluation, best weights, a line, curves */
    bool state;
    bool samples;
};

/* Whether what comes every so many steps, 0: once an epoch, is due. */
static bool is_due(const struct training *training, int every)
{
    return training->progress.step % (every ? every : training->epoch_steps) == 0;
}

static struct due due_now(const struct training *training)
{
    const struct experiment *experiment = training->experiment;
    struct due due = {
        .epoch_end = is_due(training, 0),
        .record = is_due(training, experiment->train.log_every),
        .state = is_due(training, experiment->train.save_every) || loop_is_finished(training),
        .samples = is_due(training, experiment_options(experiment)->sample.every) || loop_is_finished(training),
    };
    due.record = due.record || due.epoch_end;
    return due;
}

static bool tell(struct training *training, const struct event *event, struct fg_error *error)
{
    for (int i = 0; i < training->observer_count; i++) {
        struct observer *observer = training->observers[i];
        if (observer->type->told[event->kind] && !observer->type->told[event->kind](observer, training, event, error)) {
            return false;
        }
    }
    return true;
}

static bool tell_record(struct training *training, const struct metric *metrics, int count, struct fg_error *error)
{
    return count == 0 ||
           tell(training, &(struct event){.kind = EVENT_RECORD, .metrics = metrics, .count = count}, error);
}

static bool goes_on(const struct training *training)
{
    for (int i = 0; i < training->observer_count; i++) {
        const struct observer *observer = training->observers[i];
        if (observer->type->goes_on && !observer->type->goes_on(observer)) {
            return false;
        }
    }
    return true;
}

static bool fail_diverged(const struct training *training, int64_t step, struct fg_error *error)
{
    const struct divergence *divergence = &training->task->divergence;
    return fg_fail(error, FG_DIVERGED,
                   "step %lld: %s is no longer finite, the training has diverged: lower %s (it was %g)",
                   (long long)step, divergence->what, divergence->key, divergence->lr);
}

static bool is_finite(const struct tensor *tensor)
{
    const float *values = tensor->data;
    for (size_t i = 0; i < tensor_bytes(tensor) / sizeof *values; i++) {
        if (!isfinite(values[i])) {
            return false;
        }
    }
    return true;
}

/* Every step looks at the weights; running statistics and averages are looked at before they are kept. */
static bool check_weights(const struct training *training, struct fg_error *error)
{
    for (int i = 0; i < training->weights.count; i++) {
        const struct tensor *tensor = &training->weights.items[i];
        if (!is_finite(tensor)) {
            task_blame(training->task, tensor->name);
            return fail_diverged(training, training->progress.step, error);
        }
    }
    return true;
}

/* Take the means since the last record out into metrics, and into the epoch's. Returns their count. */
static int take_means(struct training *training, struct metric metrics[static TASK_METRICS_MAX])
{
    struct running_means *record = &training->task->means, *epoch = &training->progress.epoch;
    const char *const *names = training->task->type->metrics;
    int count = 0;
    for (int i = 0; names[i]; i++) {
        assert(i < TASK_METRICS_MAX);
        if (record->counts[i] > 0) {
            metrics[count++] = (struct metric){names[i], running_mean(record, i)};
        }
        epoch->sums[i] += record->sums[i];
        epoch->counts[i] += record->counts[i];
    }
    *record = (struct running_means){0};
    return count;
}

static bool record_means(struct training *training, struct fg_error *error)
{
    struct metric metrics[TASK_METRICS_MAX];
    const struct task_type *type = training->task->type;
    if (type->warn) {
        type->warn(training->task);
    }
    return tell_record(training, metrics, take_means(training, metrics), error);
}

static bool save(struct training *training, struct fg_error *error)
{
    if (!tell(training, &(struct event){.kind = EVENT_STATE}, error)) {
        return false;
    }
    training->saved_step = training->progress.step;
    return true;
}

/* Whether the weights are better than any before. */
static bool judge(struct training *training, const struct metric *metrics, int count, struct fg_error *error)
{
    struct progress *progress = &training->progress;
    const char *best = training->task->type->best;
    for (int i = 0; i < count; i++) {
        if (!best || strcmp(metrics[i].name, best) != 0) {
            continue;
        }
        progress->epochs_since_best++;
        if (metrics[i].value > progress->best) {
            progress->best = metrics[i].value;
            progress->epochs_since_best = 0;
            return tell(training, &(struct event){.kind = EVENT_BEST}, error);
        }
    }
    return true;
}

static int evaluate(struct training *training, struct metric metrics[static TASK_METRICS_MAX])
{
    struct task *task = training->task;
    int count = task->type->evaluate ? task->type->evaluate(task, metrics) : 0;
    assert(count <= TASK_METRICS_MAX);
    return count;
}

/* What an epoch came to, which is told only after the state. */
struct epoch {
    struct running_means means;
    struct metric metrics[TASK_METRICS_MAX];
    int count;
};

static bool end_epoch(struct training *training, struct epoch *epoch, struct fg_error *error)
{
    epoch->count = evaluate(training, epoch->metrics);
    epoch->means = training->progress.epoch;
    training->progress.epoch = (struct running_means){0};
    return tell_record(training, epoch->metrics, epoch->count, error) &&
           judge(training, epoch->metrics, epoch->count, error);
}

static bool is_patience_over(const struct training *training)
{
    int patience = training->experiment->train.patience;
    return patience > 0 && training->progress.epochs_since_best >= patience;
}

bool loop_is_finished(const struct training *training)
{
    return training->progress.step >= training->setting.total_steps;
}

bool loop_is_over(const struct training *training)
{
    return loop_is_finished(training) || is_patience_over(training);
}

/* What of a step must be kept, and what the epoch that it ends came to. Weights that are not finite are not. Patience
 * can be over only where an epoch has ended. */
static bool keep_step(struct training *training, struct due due, struct epoch *epoch, struct fg_error *error)
{
    if ((due.epoch_end || due.state) && !check_weights(training, error)) {
        return false;
    }
    if (due.record && !record_means(training, error)) {
        return false;
    }
    if (due.epoch_end && !end_epoch(training, epoch, error)) {
        return false;
    }
    return !(due.state || is_patience_over(training)) || save(training, error);
}

static bool after_step(struct training *training, struct fg_error *error)
{
    struct due due = due_now(training);
    struct epoch epoch;
    if (!tell(training, &(struct event){.kind = EVENT_STEP}, error) || !keep_step(training, due, &epoch, error)) {
        return false;
    }
    if (due.epoch_end &&
        !tell(training, &(struct event){EVENT_EPOCH, epoch.metrics, epoch.count, &epoch.means}, error)) {
        return false;
    }
    return !due.samples || tell(training, &(struct event){.kind = EVENT_SAMPLES}, error);
}

/* What is measured where a training ends in mid-epoch. The means stay: the state is that of a longer training. */
static bool end_in_epoch(struct training *training, struct fg_error *error)
{
    struct metric metrics[2 * TASK_METRICS_MAX];
    const struct running_means record = training->task->means, before = training->progress.epoch;
    int means = take_means(training, metrics), count = evaluate(training, metrics + means);
    const struct event ended = {EVENT_EPOCH, metrics + means, count, &training->progress.epoch};
    bool done = tell_record(training, metrics, means + count, error) &&
                judge(training, metrics + means, count, error) && tell(training, &ended, error);
    training->task->means = record;
    training->progress.epoch = before;
    return done;
}

static bool one_step(struct training *training, struct fg_error *error)
{
    struct task *task = training->task;
    denormal_mode before = denormals_flush();
    bool done = task->type->step(task, training->progress.step);
    denormals_restore(before);
    training->progress.step += done;
    return done || fail_diverged(training, training->progress.step + 1, error);
}

bool loop_steps(struct training *training, int64_t count, struct fg_error *error)
{
    for (int64_t i = 0; i < count; i++) {
        if (!one_step(training, error)) {
            return false;
        }
    }
    return true;
}

static bool begin(struct training *training, struct fg_error *error)
{
    training->phase = TRAINING_BEGUN;
    training->saved_step = training->progress.step;
    return tell(training, &(struct event){.kind = EVENT_BEGIN}, error) &&
           (!due_now(training).samples || tell(training, &(struct event){.kind = EVENT_SAMPLES}, error));
}

bool loop_save(struct training *training, struct fg_error *error)
{
    return training->saved_step == training->progress.step || (check_weights(training, error) && save(training, error));
}

static bool end(struct training *training, struct fg_error *error)
{
    training->phase = TRAINING_ENDED;
    return due_now(training).epoch_end || end_in_epoch(training, error);
}

bool loop_run(struct training *training, int64_t most, struct fg_error *error)
{
    training->stopped = false;
    if (training->phase == TRAINING_OPEN && !begin(training, error)) {
        return false;
    }
    for (; most > 0 && !loop_is_over(training); most--) {
        if (!goes_on(training)) {
            training->stopped = true;
            return loop_save(training, error);
        }
        if (!one_step(training, error) || !after_step(training, error)) {
            return false;
        }
    }
    return !loop_is_over(training) || training->phase == TRAINING_ENDED || end(training, error);
}
