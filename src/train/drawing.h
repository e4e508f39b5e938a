#ifndef TRAIN_DRAWING_H
#define TRAIN_DRAWING_H

#include "train/state.h"

/* When which picture of a run is drawn. A picture that can't be written is a warning, now and then, and no reason to
 * end a training. */

/* Samples, where they are due at the step that was done last: at multiples of sample.every, 0 too, and at the end. Also
 * when a training begins or goes on, as its state was saved before they were drawn. */
void drawing_samples(struct training *training);

/* What was just measured with the best weights. */
void drawing_best(struct training *training);

/* The curves of all records, but not for some seconds after they were drawn, unless now is set. */
void drawing_curves(struct training *training, bool now);

#endif
