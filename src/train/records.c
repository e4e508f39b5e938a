#include "train/records.h"

#include <assert.h>
#include <limits.h>

static bool is_empty(const struct running_means *means)
{
    double count = 0;
    for (int i = 0; i < TASK_METRICS_MAX; i++) {
        count += means->counts[i];
    }
    return count == 0;
}

/* The state is saved after the records of its step are written, and so knows which of them there are: means that were
 * recorded are empty, and at the end of an epoch the epoch's are too. What a training adds where it ends in mid-epoch
 * comes after the state, which doesn't know of it: a longer training never had it. */
bool records_resume(struct training *training, struct fg_error *error)
{
    const struct progress *progress = &training->progress;
    bool recorded = is_empty(&training->task->means), epoch_end = recorded && is_empty(&progress->epoch);
    int known = epoch_end ? INT_MAX : recorded;
    int broken = 0;
    if (!metrics_truncate(&training->folder, progress->step, known, &broken, error)) {
        return false;
    }
    if (broken > 0) {
        log_warning(training->log, "%s/metrics.jsonl: %d line%s no record of metrics: dropped", training->folder.path,
                    broken, broken == 1 ? " is" : "s are");
    }
    struct fg_error unread = {0};
    if (!metrics_read(&training->records, &training->folder, &unread)) {
        log_warning(training->log, "%s; the curves begin anew", unread.message);
    }
    return true;
}

bool records_append(struct training *training, const struct metric *metrics, int count, struct fg_error *error)
{
    int64_t step = training->progress.step;
    return count == 0 ||
           (metrics_append(&training->folder, step, metrics, count, error) &&
            (metrics_add(&training->records, step, metrics, count) || fg_fail(error, FG_FAILED, "out of memory")));
}

int records_take_means(struct training *training, struct metric metrics[static TASK_METRICS_MAX])
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
