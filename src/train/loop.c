#include "base/denormal.h"
#include "train/drawing.h"
#include "train/records.h"
#include "train/signals.h"
#include "train/status.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Steps, and what is done between them: records, validation, checkpoints, pictures.
 *
 * A run may end at any moment, and resumed it leaves the bytes it would have left. So what belongs to a step is written
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

static bool fail_diverged(const struct training *training, int64_t step, struct fg_error *error)
{
    const struct divergence *divergence = &training->task->divergence;
    char kept[sizeof training->folder.path + 64] = "";
    if (!training->request->dry_run) {
        snprintf(kept, sizeof kept, "; the last good weights are in %s/last.safetensors", training->folder.path);
    }
    return fg_fail(error, FG_DIVERGED,
                   "step %lld: %s is no longer finite, the training has diverged: lower %s (it is %g)%s",
                   (long long)step, divergence->what, divergence->key, divergence->lr, kept);
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

static bool write_means(struct training *training, struct fg_error *error)
{
    struct metric metrics[TASK_METRICS_MAX];
    const struct task_type *type = training->task->type;
    if (type->warn) {
        type->warn(training->task);
    }
    return records_append(training, metrics, records_take_means(training, metrics), error);
}

static bool save(struct training *training, struct fg_error *error)
{
    if (!checkpoint_write(&training->folder, "last.safetensors", &training->state, error)) {
        return false;
    }
    training->saved_step = training->progress.step;
    status_saved(training);
    return true;
}

/* Keep the weights where they are better than any before. */
static bool judge(struct training *training, const struct metric *metrics, int count, struct fg_error *error)
{
    struct progress *progress = &training->progress;
    for (int i = 0; i < count; i++) {
        if (!training->task->type->best || strcmp(metrics[i].name, training->task->type->best) != 0) {
            continue;
        }
        progress->epochs_since_best++;
        if (metrics[i].value > progress->best) {
            progress->best = metrics[i].value;
            progress->epochs_since_best = 0;
            drawing_best(training);
            return checkpoint_write(&training->folder, "best.safetensors", &training->weights, error);
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

/* The epoch's line is only prepared: it comes after the state. */
static bool end_epoch(struct training *training, struct text *line, struct fg_error *error)
{
    struct metric metrics[TASK_METRICS_MAX];
    double rate = report_epoch_rate(training);
    int count = evaluate(training, metrics);
    report_epoch(training, metrics, count, rate, line);
    training->progress.epoch = (struct running_means){0};
    return records_append(training, metrics, count, error) && judge(training, metrics, count, error);
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

/* What of a step must be kept, and the line of an epoch that it ends. Weights that are not finite are not. Patience can
 * be over only where an epoch has ended. */
static bool keep_step(struct training *training, struct due due, struct text *line, struct fg_error *error)
{
    if ((due.epoch_end || due.state) && !check_weights(training, error)) {
        return false;
    }
    if (due.record && !write_means(training, error)) {
        return false;
    }
    if (due.epoch_end && !end_epoch(training, line, error)) {
        return false;
    }
    return !(due.state || is_patience_over(training)) || save(training, error);
}

static bool after_step(struct training *training, struct fg_error *error)
{
    struct due due = due_now(training);
    struct text line = {0};
    bool done = keep_step(training, due, &line, error);
    if (done && due.epoch_end) {
        log_line(training->log, "%s", line.data ? line.data : "");
        drawing_curves(training, false);
        report_begin(training);
    }
    if (done && due.samples) {
        drawing_samples(training);
    }
    text_free(&line);
    return done;
}

/* What is measured where a training ends in mid-epoch. */
static bool end_in_epoch(struct training *training, struct fg_error *error)
{
    struct metric metrics[2 * TASK_METRICS_MAX];
    struct text line = {0};
    double rate = report_epoch_rate(training);
    int means = records_take_means(training, metrics), count = evaluate(training, metrics + means);
    report_epoch(training, metrics + means, count, rate, &line);
    bool done =
        records_append(training, metrics, means + count, error) && judge(training, metrics + means, count, error);
    log_line(training->log, "%s", line.data ? line.data : "");
    text_free(&line);
    return done;
}

static bool interrupt(struct training *training, struct fg_error *error)
{
    if (training->saved_step != training->progress.step &&
        (!check_weights(training, error) || !save(training, error))) {
        return false;
    }
    struct text resume = {0};
    run_folder_add_resume(&training->folder, &resume);
    fg_fail(error, FG_INTERRUPTED, "interrupted at step %lld of %lld; go on with `%s`",
            (long long)training->progress.step, (long long)training->setting.total_steps,
            resume.data ? resume.data : "forger resume");
    text_free(&resume);
    return false;
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

static bool run(struct training *training, struct fg_error *error)
{
    training->saved_step = training->progress.step;
    status_saved(training);
    if (due_now(training).samples) {
        drawing_samples(training);
    }
    report_begin(training);
    while (!loop_is_over(training)) {
        if (signals_pending()) {
            return interrupt(training, error);
        }
        if (!one_step(training, error) || !after_step(training, error)) {
            return false;
        }
        report_step(training);
    }
    return due_now(training).epoch_end || end_in_epoch(training, error);
}

bool loop_run(struct training *training, struct fg_error *error)
{
    bool done = run(training, error);
    drawing_curves(training, true);
    log_clear(training->log);
    return done;
}
