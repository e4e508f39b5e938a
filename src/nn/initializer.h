#ifndef NN_INITIALIZER_H
#define NN_INITIALIZER_H

#include "nn/layer.h"

/* Fill a tensor as its layer starts: a function of the seed, the net's number and the layer's. */
void initialize_tensor(enum initializer initializer, const struct layer_tensor *tensor, uint64_t seed,
                       uint32_t net_stream, uint32_t layer, float *values);

#endif
