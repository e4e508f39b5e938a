#ifndef NN_LABEL_SMOOTHING_H
#define NN_LABEL_SMOOTHING_H

#include "config/fields.h"

/* The fields of losses of classes, whose targets may be less sure than the labels. */
struct label_smoothing {
    double label_smoothing;
};

extern const struct field label_smoothing_fields[];

/* Targets, (count, classes): 1 - s + s / classes for the label, s / classes for the others (Szegedy et al. 2016). */
void label_smoothing_targets(const void *own, const uint8_t *labels, int count, int classes, float *targets);

#endif
