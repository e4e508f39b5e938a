#ifndef TRAIN_REPORT_H
#define TRAIN_REPORT_H

#include "train/task.h"

/* What a person reads while a run is trained: a progress line, and a line for every epoch. */

struct training;

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

struct report {
    struct rate rate;
    double epoch_seconds; /* when the epoch began, or the training was resumed in it */
    int64_t epoch_step;
};

/* From here on, steps count. */
void report_begin(struct training *training);

/* After a step. */
void report_step(struct training *training);

/* Images a second since the epoch began; to be asked before anything is measured. */
double report_epoch_rate(const struct training *training);

/* The line of an epoch, or of the part of one that was trained: its means, what was measured at its end, the rate. */
void report_epoch(const struct training *training, const struct metric *metrics, int count, double rate,
                  struct text *text);

#endif
