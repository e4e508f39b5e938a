#ifndef OPTIM_SCHEDULE_H
#define OPTIM_SCHEDULE_H

#include "base/text.h"

#include <stdint.h>

/* How the learning rate goes over a training: a factor of 0..1 for each step. To add one: a row in schedule.c. */
struct schedule_options {
    int type; /* row of schedule_table */
    double
        warmup; /* share of the steps in which the factor rises: constant and cosine from 0 to 1, one_cycle from 0.04 */
    double minimum; /* the factor at the end: cosine, one_cycle */
};

struct schedule_type {
    struct named named;
    /* progress and warmup in 0..1 */
    double (*factor)(double progress, double warmup, double minimum);
};

/* Every schedule; ends with NULL. Each element is the first member of a schedule_type. */
extern const struct named *const schedule_table[];

/* The factor for step 0..total-1. */
double schedule_factor(const struct schedule_options *options, int64_t step, int64_t total);

#endif
