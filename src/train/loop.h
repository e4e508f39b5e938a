#ifndef TRAIN_LOOP_H
#define TRAIN_LOOP_H

#include "train/state.h"

/* Steps, and what is done between them; those who watch are told. */

/* So many steps from progress.step on, with nothing between them: no records, no states. FG_DIVERGED where a loss or a
 * weight is not finite. */
bool loop_steps(struct training *training, int64_t count, struct fg_error *error);

/* At most so many steps, with all that comes between them; in parts or at once, it is the same. Where the training is
 * over, it is measured for the last time. training->stopped says whether an observer ended it before. */
bool loop_run(struct training *training, int64_t most, struct fg_error *error);

/* Tell the state of now, where it wasn't told yet. */
bool loop_save(struct training *training, struct fg_error *error);

/* Whether all steps were done; and whether these or train.patience, which stops a training early, are over. */
bool loop_is_finished(const struct training *training);
bool loop_is_over(const struct training *training);

#endif
