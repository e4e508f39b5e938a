#ifndef CLI_EVAL_SAMPLES_H
#define CLI_EVAL_SAMPLES_H

#include "cli/command.h"
#include "forger/model.h"

/* `forger eval` of what draws: how a classifier reads its samples, or the metrics that its experiment names. */
bool eval_samples(const struct arguments *arguments, struct fg_model *model, int threads, struct fg_error *error);

#endif
