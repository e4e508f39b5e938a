#ifndef OPTIM_AVERAGE_H
#define OPTIM_AVERAGE_H

#include <stddef.h>
#include <stdint.h>

/* Exponential moving average of weights: average += (1 - d) (x - average), with d = min(decay, (1 + t) / (10 + t)) at
 * update t = 0, 1, ..., so that a young average does not cling to the first weights. */
void average_update(float *average, const float *x, size_t count, double decay, int64_t update, int threads);

#endif
