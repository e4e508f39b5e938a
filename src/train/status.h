#ifndef TRAIN_STATUS_H
#define TRAIN_STATUS_H

#include "train/keeper.h"

/* run.json while a run is trained. */

/* The status of a training that has ended, failure NULL: well, or stopped where it is. */
const char *status_of(const struct training *training, const struct fg_error *failure);

/* What it says of the experiment and the data; the rest stays. */
void status_describe(const struct training *training, struct run_manifest *manifest);

/* Write it, with one of the statuses of struct run_manifest. */
bool status_write(struct keeper *keeper, const char *status, struct fg_error *error);

/* The state was saved: what run.json is to say, should a signal (train/signals.h) end the program before the next time.
 */
void status_saved(struct keeper *keeper);

void status_utc_now(char text[static 32]);

#endif
