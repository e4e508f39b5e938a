#ifndef KERNELS_WINOGRAD_H
#define KERNELS_WINOGRAD_H

#include "kernels/geometry.h"

/* Kernels of 3x3 with stride 1, and of 4x4 with stride 2, by Winograd's minimal filtering. With d a tile of the large
 * image, g the kernel, y a tile of the small image, and * element by element:
 *
 *   y = A' [(G g G') * (B' d B)] A
 *
 * The products over channels, for all tiles, are 16 products of matrices (for each phase, see below). Gradients are the
 * same maps transposed: from A y A', the tile d is B [...] B', and the kernel G' [...] G. Source: Lavin and Gray, Fast
 * Algorithms for Convolutional Neural Networks, 2016.
 *
 * F(2, 3), for three taps along an axis, makes 2 sums of 4 products instead of 6.
 * F(3, 2), for two taps, makes 3 sums of 4 products instead of 6, and F(2, 2) makes 2 of 3 instead of 4. Their kernels
 * have the same values (F(2, 2) leaves out one of four), so an axis of any length is cut into tiles of both without
 * rest: 7 sums are 3 + 2 + 2, and take 10 products instead of 14.
 * A kernel of 4x4 with stride 2 is four kernels of 2x2 with stride 1, one for each phase: the large image's rows 0, 2,
 * ... or 1, 3, ... with its columns 0, 2, ... or 1, 3, ... */

/* Whether it can be used and saves work. Both numbers of channels must be multiples of PANEL_MAX; images of few pixels
 * are cut too badly. */
bool winograd_fits(const struct geometry *g);

/* As the functions that convolution_small.h, convolution_large.h and convolution_weight.h declare. */
void winograd_small_from_large(const struct geometry *g, int count, const float *large, const float *arranged,
                               const float *bias, float *small, float *scratch);
void winograd_large_from_small(const struct geometry *g, int count, const float *small, const float *arranged,
                               float *large, float *scratch); /* adds to large */
void winograd_weight_from_both(const struct geometry *g, int count, const float *large, const float *small, float *dw,
                               float *scratch);

/* One phase's weights, for small_from_large or for large_from_small. */
enum winograd_result { TO_SMALL, TO_LARGE };
void winograd_arrange(const struct geometry *g, const float *w, enum winograd_result result, int phase,
                      float *arranged);
int winograd_phases(const struct geometry *g);
size_t winograd_arranged(const struct geometry *g);

/* For all three sums. */
size_t winograd_scratch(const struct geometry *g);

#endif
