#ifndef NN_LOSS_H
#define NN_LOSS_H

#include "base/text.h"

#include <stdint.h>

/* Losses on logits (scores before softmax or sigmoid), in forms that neither overflow nor lose digits. One file,
 * loss_NAME.c, and one row in loss.c. */
struct loss_type {
    struct named named;

    /* The mean loss; dlogits, of the same shape, is overwritten with its gradient. logits, targets: (count, width),
     * row-major. */
    double (*compute)(const float *logits, const float *targets, int count, int width, float *dlogits);
};

extern const struct loss_type loss_softmax_cross_entropy, loss_binary_cross_entropy;

/* Every loss; ends with NULL. Each element is the first member of a loss_type. */
extern const struct named *const loss_table[];

/* Targets of a classifier, (count, classes): 1 - smoothing + smoothing / classes for the label, smoothing / classes for
 * the others (Szegedy et al. 2016). */
void loss_fill_targets(const uint8_t *labels, int count, int classes, double smoothing, float *targets);

/* p (count, width) = softmax of the logits, row by row; may be the same array. */
void softmax(const float *logits, int count, int width, float *p);

#endif
