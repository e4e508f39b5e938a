#ifndef TRAIN_MODEL_H
#define TRAIN_MODEL_H

#include "forger/model.h"
#include "train/task.h"

/* What commands ask of a finished run beside include/forger/model.h. */

/* Its experiment's metrics of samples drawn by seed: see task_type.measure. Fills metrics and count, which is 0 where
 * the experiment has none. FG_USAGE where it draws nothing. */
bool model_measure_samples(struct fg_model *model, uint64_t seed, int each,
                           struct metric metrics[static TASK_METRICS_MAX], int *count, struct fg_error *error);

#endif
