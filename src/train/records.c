#include "train/records.h"

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
bool records_resume(struct keeper *keeper, struct fg_error *error)
{
    const struct training *training = keeper->training;
    const struct progress *progress = &training->progress;
    bool recorded = is_empty(&training->task->means), epoch_end = recorded && is_empty(&progress->epoch);
    int known = epoch_end ? INT_MAX : recorded;
    int broken = 0;
    if (!metrics_truncate(&keeper->folder, progress->step, known, &broken, error)) {
        return false;
    }
    if (broken > 0) {
        log_warning(training->log, "%s/metrics.jsonl: %d line%s no record of metrics: dropped", keeper->folder.path,
                    broken, broken == 1 ? " is" : "s are");
    }
    struct fg_error unread = {0};
    if (!metrics_read(&keeper->records, &keeper->folder, &unread)) {
        log_warning(training->log, "%s; the curves begin anew", unread.message);
    }
    return true;
}

bool records_append(struct keeper *keeper, const struct metric *metrics, int count, struct fg_error *error)
{
    int64_t step = keeper->training->progress.step;
    return metrics_append(&keeper->folder, step, metrics, count, error) &&
           (metrics_add(&keeper->records, step, metrics, count) || fg_fail(error, FG_FAILED, "out of memory"));
}
