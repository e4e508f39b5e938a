#include "base/denormal.h"
#include "train/pictures.h"
#include "train/signals.h"
#include "train/state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Steps, and what is done between them: records, pictures, validation, checkpoints. */

static bool is_due(int64_t step, int every, int64_t otherwise)
{
    return step % (every ? every : otherwise) == 0;
}

static bool at_epoch_end(const struct training *training)
{
    return training->progress.step % training->epoch_steps == 0 ||
           training->progress.step == training->setting.total_steps;
}

/* Take the means since the last record out into metrics, and into the epoch's. */
static int take_means(struct training *training, struct metric metrics[static TASK_METRICS_MAX])
{
    struct running_means *record = &training->task->means, *epoch = &training->progress.epoch;
    int count = 0;
    for (int i = 0; training->task->type->metrics[i]; i++) {
        if (record->counts[i] > 0) {
            metrics[count++] = (struct metric){training->task->type->metrics[i], running_mean(record, i)};
        }
        epoch->sums[i] += record->sums[i];
        epoch->counts[i] += record->counts[i];
    }
    *record = (struct running_means){0};
    return count;
}

static bool write_record(struct training *training, struct fg_error *error)
{
    struct metric metrics[TASK_METRICS_MAX];
    const struct task_type *type = training->task->type;
    if (type->warn) {
        type->warn(training->task);
    }
    int count = take_means(training, metrics);
    return count == 0 || metrics_append(&training->folder, training->progress.step, metrics, count, error);
}

static double images_a_second(const struct training *training, int64_t first_step)
{
    int64_t steps = training->progress.step - first_step;
    double seconds = state_seconds(training) - training->earlier_seconds;
    int batches = training->task->type->batches_a_step(training->task);
    return seconds > 0 ? (double)steps * batches * training->experiment->train.batch / seconds : 0;
}

/* "epoch 3/10" */
static void add_place(const struct training *training, struct text *text)
{
    int64_t epoch = (training->progress.step + training->epoch_steps - 1) / training->epoch_steps;
    int64_t epochs = (training->setting.total_steps + training->epoch_steps - 1) / training->epoch_steps;
    text_add(text, "epoch %lld/%lld", (long long)epoch, (long long)epochs);
}

static void add_means(const struct training *training, const struct running_means *means, struct text *text)
{
    for (int i = 0; training->task->type->metrics[i]; i++) {
        if (means->counts[i] > 0) {
            text_add(text, "  %s %.4f", training->task->type->metrics[i], running_mean(means, i));
        }
    }
}

static void show_progress(const struct training *training, int64_t first_step)
{
    struct text text = {0};
    double rate = images_a_second(training, first_step);
    int batches = training->task->type->batches_a_step(training->task);
    double rest = (double)(training->setting.total_steps - training->progress.step) * batches *
                  training->experiment->train.batch / (rate > 0 ? rate : 1);
    add_place(training, &text);
    text_add(&text, "  step %lld/%lld", (long long)training->progress.step, (long long)training->setting.total_steps);
    add_means(training, &training->task->means, &text);
    text_add(&text, "  %.0f images/s  %d:%02d left", rate, (int)rest / 60, (int)rest % 60);
    log_progress(training->log, "%s", text.data ? text.data : "");
    text_free(&text);
}

static void show_epoch(struct training *training, const struct metric *metrics, int count, int64_t first_step)
{
    struct text text = {0};
    add_place(training, &text);
    add_means(training, &training->progress.epoch, &text);
    for (int i = 0; i < count; i++) {
        text_add(&text, "  %s %.4f", metrics[i].name, metrics[i].value);
    }
    text_add(&text, "  %.0f images/s", images_a_second(training, first_step));
    log_line(training->log, "%s", text.data ? text.data : "");
    text_free(&text);
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
            training->task->type->blame(training->task, tensor->name);
            return fail_diverged(training, training->progress.step, error);
        }
    }
    return true;
}

static bool save(struct training *training, struct fg_error *error)
{
    return checkpoint_write(&training->folder, "last.safetensors", &training->state, error);
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
            return checkpoint_write(&training->folder, "best.safetensors", &training->weights, error) &&
                   training->task->type->draw_best(training->task, &training->folder, error);
        }
    }
    return true;
}

static bool end_epoch(struct training *training, int64_t first_step, struct fg_error *error)
{
    struct metric metrics[TASK_METRICS_MAX];
    struct task *task = training->task;
    int count = task->type->evaluate ? task->type->evaluate(task, metrics) : 0;
    if (count > 0 && !metrics_append(&training->folder, training->progress.step, metrics, count, error)) {
        return false;
    }
    show_epoch(training, metrics, count, first_step);
    training->progress.epoch = (struct running_means){0};
    return judge(training, metrics, count, error) && picture_curves(&training->folder, error);
}

static bool draw(struct training *training, struct fg_error *error)
{
    struct task *task = training->task;
    return !task->type->sample || task->type->sample(task, &training->folder, training->progress.step, error);
}

/* What is due after a step; *saved tells whether the state was. Weights that are not finite are neither shown nor kept:
 * the loss was computed before the update that spoiled them. */
static bool after_step(struct training *training, int64_t first_step, bool *saved, struct fg_error *error)
{
    const struct experiment *experiment = training->experiment;
    int64_t step = training->progress.step, epoch = training->epoch_steps;
    bool last = step == training->setting.total_steps, epoch_end = at_epoch_end(training);
    bool drawn = last || is_due(step, experiment->sample.every, epoch);
    *saved = last || is_due(step, experiment->train.save_every, epoch);
    if ((epoch_end || drawn || *saved) && !check_weights(training, error)) {
        return false;
    }
    if ((epoch_end || is_due(step, experiment->train.log_every, epoch)) && !write_record(training, error)) {
        return false;
    }
    if (drawn && !draw(training, error)) {
        return false;
    }
    if (epoch_end && !end_epoch(training, first_step, error)) {
        return false;
    }
    return !*saved || save(training, error);
}

static bool is_patience_over(const struct training *training)
{
    int patience = training->experiment->train.patience;
    return patience > 0 && training->progress.epochs_since_best >= patience;
}

static bool interrupt(struct training *training, bool saved, struct fg_error *error)
{
    if (!saved && !check_weights(training, error)) {
        return false;
    }
    if (!saved && !save(training, error)) {
        return false;
    }
    return fg_fail(error, FG_INTERRUPTED, "interrupted at step %lld of %lld; go on with `forger resume %s`",
                   (long long)training->progress.step, (long long)training->setting.total_steps, training->folder.path);
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

bool loop_run(struct training *training, struct training_result *result, struct fg_error *error)
{
    struct progress *progress = &training->progress;
    if (training->request->dry_run) {
        return loop_steps(training, 2, error);
    }
    int64_t first_step = progress->step;
    snprintf(result->status, sizeof result->status, "finished");
    while (progress->step < training->setting.total_steps && !is_patience_over(training)) {
        bool saved = false;
        if (!one_step(training, error)) {
            return false;
        }
        if (!after_step(training, first_step, &saved, error)) {
            return false;
        }
        show_progress(training, first_step);
        if (signals_pending() && progress->step < training->setting.total_steps) {
            return interrupt(training, saved, error);
        }
    }
    if (progress->step < training->setting.total_steps) {
        snprintf(result->status, sizeof result->status, "stopped early");
    }
    return true;
}
