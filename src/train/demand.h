#ifndef TRAIN_DEMAND_H
#define TRAIN_DEMAND_H

#include "train/state.h"

/* What memory a training needs, once its arena is measured and before that is taken. */

/* The arena and the data; not the program itself, and not what reading data and writing files take for a while. */
size_t demand_bytes(const struct training *training);

/* Say in the log what the nets are, what of the memory is for what, how many examples and steps there are. */
void demand_describe(const struct training *training);

/* FG_FAILED where this machine has not that much: with the layer that needs most. */
bool demand_check(const struct training *training, struct fg_error *error);

#endif
