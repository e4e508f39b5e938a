#ifndef NN_LOSS_H
#define NN_LOSS_H

#include "config/fields.h"

#include <stdint.h>

/* The `loss` group of an experiment. */
struct loss_options {
    int type;        /* row of loss_table */
    const void *own; /* the fields of that row */
};

extern const struct field loss_fields[];

/* Losses on logits (scores before softmax or sigmoid), in forms that neither overflow nor lose digits. One file,
 * loss_NAME.c, and one row in loss.c. */
struct loss_type {
    struct named named;

    /* Targets of labels, (count, classes). NULL: 1 for the label, 0 for the others. */
    void (*targets)(const void *own, const uint8_t *labels, int count, int classes, float *targets);

    /* The loss of one example, of `width` logits and targets; dlogits is overwritten with its gradient. */
    double (*compute)(const void *own, const float *logits, const float *targets, int width, float *dlogits);
};

extern const struct loss_type loss_binary_cross_entropy;

/* Every loss; ends with NULL. Each element is the first member of a loss_type. */
extern const struct named *const loss_table[];

/* The mean loss over the examples; dlogits is overwritten with its gradient. All are (count, width). The losses are
 * added in the shards' tree (kernels/shards.h). */
double loss_mean(const struct loss_type *type, const void *own, const float *logits, const float *targets, int count,
                 int width, float *dlogits);

/* The targets of a classifier's labels, and its mean loss with its gradient, as the loss's type has them. */
void loss_fill_targets(const struct loss_options *options, const uint8_t *labels, int count, int classes,
                       float *targets);
double loss_compute(const struct loss_options *options, const float *logits, const float *targets, int count, int width,
                    float *dlogits);

/* targets (count, classes): `on` at the label, `off` elsewhere. */
void one_hot_fill(const uint8_t *labels, int count, int classes, float on, float off, float *targets);

/* p (count, width) = softmax of the logits, row by row; may be the same array. */
void softmax(const float *logits, int count, int width, float *p);

#endif
