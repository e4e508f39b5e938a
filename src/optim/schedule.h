#ifndef OPTIM_SCHEDULE_H
#define OPTIM_SCHEDULE_H

#include "config/course.h"

/* How the learning rate goes over a training: a factor of 0..1 for each step. */
struct schedule_options {
    int type;        /* row of schedule_table */
    const void *own; /* the fields of that row */
    double
        warmup; /* share of the steps in which the factor rises: constant and cosine from 0 to 1, one_cycle from 0.04 */
};

extern const struct field schedule_fields[];

enum { SCHEDULE_COURSES_MAX = 4 };

/* To add one: a function and a row in schedule.c. */
struct schedule_type {
    struct named named;
    /* Fill list with what the factor does, one after the other, in 0..1, each beginning where the one before ends.
     * Returns their count. */
    int (*courses)(const struct schedule_options *options, struct course list[static SCHEDULE_COURSES_MAX]);
};

/* Every schedule; ends with NULL. Each element is the first member of a schedule_type. */
extern const struct named *const schedule_table[];

/* The factor for step 0..total-1. */
double schedule_factor(const struct schedule_options *options, int64_t step, int64_t total);

#endif
