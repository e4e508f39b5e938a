#ifndef TRAIN_EVALUATE_H
#define TRAIN_EVALUATE_H

#include "forger/data.h"
#include "metrics/classification.h"
#include "nn/pass.h"

/* Run a classifier over every example of a dataset, in batches of at most EVALUATION_BATCH and the
 * pass's capacity, in evaluation mode. p (count,
 * classes), NULL: not wanted: gets the probabilities. */
void evaluate_classifier(struct pass *pass, const struct fg_dataset *dataset, struct classification *result, float *p);

enum { EVALUATION_BATCH = 64 };

#endif
