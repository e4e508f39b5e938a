#ifndef CONFIG_COURSE_H
#define CONFIG_COURSE_H

#include "config/fields.h"

#include <stdint.h>

/* What varies over a run: a value that goes from one number to another over the first part of it, and stays there. */
struct course {
    double from, to;
    double over; /* share of the run, above 0, at most 1 */
    int shape;   /* row of course_shape_table */
};

/* How it gets there. To add one: a row in course.c. */
struct course_shape {
    struct named named;
    double (*at)(double from, double to, double share); /* share: of the way, 0..1 */
    bool positive;                                      /* from and to must be above 0 */
};

/* The rows that code names. */
enum { COURSE_LINEAR, COURSE_COSINE };

/* Every shape; ends with NULL. Each element is the first member of a course_shape. */
extern const struct named *const course_shape_table[];

/* The keys of one that isn't constant. */
extern const struct field course_fields[];

struct course course_constant(double value);

/* The share of a run's `total` steps that lies before step 0..total-1: 0 at the first, 1 at the last. */
double course_progress(int64_t step, int64_t total);

/* The value at a share of the run. */
double course_at(const struct course *course, double progress);

/* The same of several, one after the other, each over its share of the run; the last one's end stays. */
double courses_at(const struct course *list, int count, double progress);

#endif
