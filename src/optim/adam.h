#ifndef OPTIM_ADAM_H
#define OPTIM_ADAM_H

#include "optim/optimizer.h"

/* What adam and adamw share. */
struct adam {
    double beta1, beta2, epsilon;
};

extern const struct field adam_fields[];

/* m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * w -= lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) (Kingma and Ba 2015, algorithm 1).
 * coupled_decay is added to the gradient, times w; shrink multiplies w first. Returns whether every w is finite still.
 */
bool adam_update(const struct optimizer_slice *slice, float coupled_decay, float shrink);

#endif
