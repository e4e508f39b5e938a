#ifndef KERNELS_CONVOLUTION_WEIGHT_H
#define KERNELS_CONVOLUTION_WEIGHT_H

#include "kernels/geometry.h"

/* dw += large by small, summed over positions and examples. */
void weight_from_both(const struct geometry *g, int count, const float *large, const float *small, float *dw,
                      float *scratch);
size_t weight_from_both_scratch(const struct geometry *g);

#endif
