#ifndef TRAIN_RECORDS_H
#define TRAIN_RECORDS_H

#include "train/state.h"

/* The records in metrics.jsonl, and the same in memory for the curves. */

/* Before a resume: cut from metrics.jsonl what the state in training doesn't know of, and read the rest. */
bool records_resume(struct training *training, struct fg_error *error);

/* Add one for the step just done. */
bool records_append(struct training *training, const struct metric *metrics, int count, struct fg_error *error);

/* Take the means since the last record out into metrics, and into the epoch's. Returns their count. */
int records_take_means(struct training *training, struct metric metrics[static TASK_METRICS_MAX]);

#endif
