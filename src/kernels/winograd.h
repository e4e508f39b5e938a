#ifndef KERNELS_WINOGRAD_H
#define KERNELS_WINOGRAD_H

#include "kernels/geometry.h"

/* 3x3 kernels of stride 1 by Winograd's minimal filtering F(2x2, 3x3): a tile of 2x2 sums from a tile of 4x4 pixels
 * takes 16 products where the sums written out take 36. With d a tile of the image, g the kernel, and * element by
 * element:
 *
 *   y = A' [(G g G') * (B' d B)] A
 *
 * The products over channels, for all tiles, are 16 matrix products. Source: Lavin and Gray, Fast Algorithms for
 * Convolutional Neural Networks, 2016. */

/* Whether it can be used, and saves work: narrow images and few channels don't. */
bool winograd_fits(const struct geometry *g);

/* As small_from_large of geometry.h. */
void winograd_forward(const struct geometry *g, int count, const float *large, const float *arranged, const float *bias,
                      float *small, float *scratch);
void winograd_arrange(const struct geometry *g, const float *w, enum weight_order order, float *arranged);
size_t winograd_arranged(const struct geometry *g);
size_t winograd_scratch(const struct geometry *g);

/* The geometry in which large_from_small is a winograd_forward from the small image to the large, and the weights for
 * it, whose taps stand the other way round. */
struct geometry winograd_turned(const struct geometry *g);
void winograd_arrange_turned(const struct geometry *g, const float *w, enum weight_order order, float *arranged);

/* As weight_from_both, for weights with LARGE_FIRST. */
void winograd_weight(const struct geometry *g, int count, const float *large, const float *small, float *dw,
                     float *scratch);
size_t winograd_weight_scratch(const struct geometry *g);

#endif
