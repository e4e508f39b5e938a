#ifndef TRAIN_CLASSIFIER_H
#define TRAIN_CLASSIFIER_H

#include "nn/loss.h"
#include "train/evaluate.h"
#include "train/task.h"

/* Training of a classifier: `model`, from images to one logit a class. */

/* What an experiment says of it. */
struct classifier_options {
    struct task_options common;
    const struct yaml_node *model;
    struct loss_options loss;
};

extern const struct field classifier_fields[];

const struct classifier_options *classifier_options(const struct experiment *experiment);

/* As task_type.advise. */
void classifier_advise(const struct warning *warning);

struct classifier {
    struct task task;
    struct evaluation evaluation;
    float *targets;  /* (batch, classes) */
    uint8_t *labels; /* (batch) */
    int64_t *confusion;
};

#endif
