#ifndef RUN_METRICS_READ_H
#define RUN_METRICS_READ_H

#include "run/folder.h"

/* metrics.jsonl, by metric: each in the order of the file, with the steps at which it was recorded. */

struct metric_series {
    char name[65];
    int count, capacity;
    double *steps, *values; /* a null is a not-a-number */
};

struct metric_table {
    struct metric_series series[METRICS_MAX];
    int count;
};

/* A missing file gives an empty table. */
bool metrics_read(struct metric_table *table, const struct run_folder *folder, struct fg_error *error);

/* A value as it stands in the file: 9 digits, more for whole numbers; "null" where it is not finite. */
void metrics_value_text(double value, char text[static 32]);

/* Add a record as reading it from the file would: with the digits that are kept there. False where memory ran out. */
bool metrics_add(struct metric_table *table, int64_t step, const struct metric *metrics, int count);

void metrics_free(struct metric_table *table);

#endif
