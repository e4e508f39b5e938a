#ifndef KERNELS_CONVOLUTION_SMALL_H
#define KERNELS_CONVOLUTION_SMALL_H

#include "kernels/geometry.h"

/* small (count) = the sums of large over each position's window, + bias. The weights are arranged before, in as many
 * floats as small_from_large_arranged says, in convolution_pieces pieces. */
void small_from_large(const struct geometry *g, int count, const float *large, const float *arranged, const float *bias,
                      float *small, float *scratch);
void small_from_large_arrange(const struct geometry *g, const float *w, int piece, float *arranged);
size_t small_from_large_arranged(const struct geometry *g);
size_t small_from_large_scratch(const struct geometry *g);

#endif
