#ifndef GAN_CONDITION_H
#define GAN_CONDITION_H

#include "base/text.h"

#include <stdint.h>

/* What both nets of a conditional GAN are told beside their input (Mirza and Osindero 2014): the class, as the value
 * `label`, one number a class, 1 at the class. */

enum { CONDITION_NONE, CONDITION_CLASS };

extern const struct named *const condition_table[]; /* none, class */

/* Draw classes for examples first, first + 1, ... of (seed, purpose, step), all as likely. */
void condition_draw(uint64_t seed, uint32_t purpose, uint32_t step, uint32_t first, int count, int classes,
                    uint8_t *labels);

/* labels as numbers: (count, classes), 1 at the label. */
void condition_fill(const uint8_t *labels, int count, int classes, float *numbers);

/* The class of picture number i of a grid: a class a row, from 0 again behind the last; where there are fewer rows than
 * classes they come in turn. */
uint8_t condition_of_grid(int i, int rows, int columns, int classes);

#endif
