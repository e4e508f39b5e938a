#ifndef BENCH_PROFILE_REPORT_H
#define BENCH_PROFILE_REPORT_H

#include "train/experiment.h"

/* Train an experiment for about `seconds`, leaving nothing behind, and add a table of where the time went: for each
 * layer, forward and backward, milliseconds a step (those of all threads, divided by the threads), the share of the
 * whole step, and GFLOP/s counted from shapes. What the layers leave of a step is the batch, loss, optimizer and
 * waiting. */
bool profile_report(const struct experiment *experiment, int threads, double seconds, struct text *text,
                    struct fg_error *error);

#endif
