#ifndef TESTS_CLI_EXAMPLES_H
#define TESTS_CLI_EXAMPLES_H

#include "forger/data.h"

/* Small experiments and data files, for the working folder. Every function asserts. */

/* reader.yaml, a classifier: dropout, batchnorm, augmentation, average, one_cycle. 4 epochs of 10 steps. */
void examples_write_reader(void);

/* painter.yaml, a GAN: dropout in the discriminator, batchnorm, average, 2 discriminator steps, joint batches. 24
 * steps, pictures every 8, checkpoints every 6. */
void examples_write_painter(void);

/* Digits drawn by the program. The caller frees them. */
void examples_digits(struct fg_dataset *digits, int count);

/* FOLDER/SET-images-idx3-ubyte and -labels-; a new folder is made. */
void examples_write_idx(const struct fg_dataset *digits, const char *folder, const char *set);

/* Kaggle's table, with labels or without; lines end with line_end, the last one only where last_end. */
void examples_write_csv(const struct fg_dataset *digits, const char *path, bool labelled, const char *line_end,
                        bool last_end);

#endif
