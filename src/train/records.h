#ifndef TRAIN_RECORDS_H
#define TRAIN_RECORDS_H

#include "train/keeper.h"

/* The records in metrics.jsonl, and the same in memory for the curves. */

/* Before a resume: cut from metrics.jsonl what the state in training doesn't know of, and read the rest. */
bool records_resume(struct keeper *keeper, struct fg_error *error);

/* Add one for the step just done. */
bool records_append(struct keeper *keeper, const struct metric *metrics, int count, struct fg_error *error);

#endif
