#ifndef METRICS_CLASSIFICATION_H
#define METRICS_CLASSIFICATION_H

#include <stdint.h>

/* How well a classifier's probabilities match labels, and how sure they are. Add batch by batch, from {0}. */

enum { CLASSES_MAX = 256 }; /* a label is a byte */

/* A classifier is sure of a class above this probability. */
#define CLASSIFICATION_SURE 0.9

struct classification {
    int classes;
    int64_t count, right, sure;   /* examples; correct ones; those it is sure of */
    int64_t sure_of[CLASSES_MAX]; /* by class: of the sure ones */
    int64_t read_as[CLASSES_MAX]; /* by class: of all */
    double loss;                  /* sum over the examples; added by who computes it */
    int64_t *confusion;           /* (classes, classes), [label][prediction]; borrowed, or NULL */
};

/* p: (count, classes), at most CLASSES_MAX of them; labels NULL: only what needs none. */
void classification_add(struct classification *result, const float *p, const uint8_t *labels, int count);

double classification_accuracy(const struct classification *result); /* 0..1 */
double classification_loss(const struct classification *result);     /* mean */

/* The class with the largest probability, the first of equals. */
int classification_best(const float *p, int classes);

#endif
