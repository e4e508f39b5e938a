#ifndef TRAIN_DRAWING_H
#define TRAIN_DRAWING_H

#include "train/keeper.h"

/* The pictures of a run. One that can't be written is a warning, now and then, and no reason to end a training. */

/* Samples of where the training stands, where its task draws some. Also when a training begins or goes on at a step at
 * which they are due, as its state was saved before they were drawn. */
void drawing_samples(struct keeper *keeper);

/* What was just measured with the best weights. */
void drawing_best(struct keeper *keeper);

/* The curves of all records, but not for some seconds after they were drawn, unless now is set. */
void drawing_curves(struct keeper *keeper, bool now);

#endif
