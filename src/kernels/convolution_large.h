#ifndef KERNELS_CONVOLUTION_LARGE_H
#define KERNELS_CONVOLUTION_LARGE_H

#include "kernels/geometry.h"

/* large (count) = small spread over the windows, + bias. The weights are arranged before, as for small_from_large. */
void large_from_small(const struct geometry *g, int count, const float *small, const float *arranged, const float *bias,
                      float *large, float *scratch);
void large_from_small_arrange(const struct geometry *g, const float *w, int piece, float *arranged);
size_t large_from_small_arranged(const struct geometry *g);
size_t large_from_small_scratch(const struct geometry *g);

#endif
