#ifndef METRICS_METRIC_H
#define METRICS_METRIC_H

#include "config/field_rows.h"
#include "run/folder.h"

/* Measures of what a generator draws, and what real images are. A metric gets arrays, never a path, and computes in
 * double. To add one: a file metric_NAME.c and a row in metric.c. */

/* What every metric's own fields begin with. */
struct metric_options {
    int count; /* images of each kind that it looks at, where there are as many */
};

#define METRIC_COUNT(type, member)                                                                                     \
    ROW("count", FIELD_INT, type, member, "1000", 1, 1000000, "images of each kind that it looks at")

/* What there is to look at. */
struct metric_images {
    size_t size; /* numbers an image, -1 (black) to 1 (white) */
    int generated_count, real_count;
    const float *generated, *real; /* (count, size); NULL, and no images, where needs doesn't ask for them */
};

enum metric_needs { METRIC_GENERATED = 1, METRIC_REAL = 2 };

struct metric_type {
    struct named named; /* its fields fill a struct that begins with metric_options */
    unsigned needs;     /* a mask of enum metric_needs */
    double (*compute)(const struct metric_options *options, const struct metric_images *images);
};

/* How much generated images differ; also what a training warns of collapse by. */
extern const struct metric_type metric_spread;

/* Every metric; ends with NULL. Each element is the first member of a metric_type. */
extern const struct named *const metric_table[];

/* A list of them, as experiments have it (FIELD_LIST). The most images of a kind that one of them looks at; then what
 * all come to, of so many images or as many as there are. each: for every metric, in place of its own count; 0: that.
 * Fills metrics and returns their count. */
int metrics_count(const struct field_list *list, enum metric_needs kind, int each);
int metrics_compute(const struct field_list *list, const struct metric_images *images, int each,
                    struct metric *metrics);

#endif
