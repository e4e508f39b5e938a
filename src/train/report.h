#ifndef TRAIN_REPORT_H
#define TRAIN_REPORT_H

#include "train/observer.h"

/* What a person reads in the log while a run is trained: a progress line, and a line for every epoch. */

/* Steps a second of the last seconds, or, where a step takes long, of the last steps: marks half a second apart or
 * more. */
enum { RATE_MARKS = 16 };
struct rate {
    double seconds[RATE_MARKS];
    int64_t steps[RATE_MARKS];
    int64_t marks; /* so far; the newest overwrites the oldest */
};
void rate_mark(struct rate *rate, double seconds, int64_t step);
double rate_since_mark(const struct rate *rate, double seconds, int64_t step); /* 0 before the first mark */

/* "0:07", "59:59", "1:00:00", "4d 14h" */
void report_duration(double seconds, char text[static 32]);

struct reporter {
    struct observer observer;
    struct rate rate;
    double epoch_seconds; /* when the epoch began, or the training was resumed in it */
    int64_t epoch_step;
    double step_seconds; /* when the last step was done */
};

/* For training->log. */
struct reporter reporter_open(void);

/* Take the progress line away. */
void reporter_close(const struct training *training);

#endif
