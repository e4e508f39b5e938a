#ifndef TESTS_TRAIN_PICTURES_IN_MEMORY_H
#define TESTS_TRAIN_PICTURES_IN_MEMORY_H

#include "forger/train.h"

/* What a program that trains has: pictures, and a net for them in C. */

enum { PICTURES_SIDE = 8, PICTURES_SIZE = PICTURES_SIDE * PICTURES_SIDE, PICTURES_COUNT = 96, PICTURES_CLASSES = 2 };

/* A light line on noise, lying or standing. The arrays live as long as the test. */
struct fg_dataset pictures_in_memory(void);

/* A net `model` for them, with a further output `features`; it ends with a net without a name. */
extern const struct fg_net pictures_nets[];

/* An experiment to train it: 6 epochs of 8 steps, and 16 examples for validation. */
extern const char pictures_experiment[];

/* These, with everything else at 0. images must live as long as the training. */
struct fg_training_options pictures_options(const struct fg_dataset *images);

#endif
