#ifndef KERNELS_SPREAD_H
#define KERNELS_SPREAD_H

#include "kernels/geometry.h"

/* large from small tap by tap: each position adds its value, times the tap's weights, to the pixel that the tap sees.
 * For kernels so large beside the image that, from the pixels' side, most taps see no position: with 4x4 taps spread
 * from 4x4 positions to 7x7 pixels, 16 x 16 products instead of 49 x 16. */

/* Whether this saves work. */
bool spread_fits(const struct geometry *g);

/* large += small spread. Weights are arranged as by large_from_small_arrange, in the same number of floats. */
void spread_add(const struct geometry *g, int count, const float *small, const float *arranged, float *large);
void spread_arrange(const struct geometry *g, const float *w, float *arranged);

#endif
