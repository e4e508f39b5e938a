#ifndef KERNELS_CONVOLUTION_H
#define KERNELS_CONVOLUTION_H

#include <stdbool.h>
#include <stddef.h>

/* Convolution and its transpose on channels-last float32 arrays, a number of examples at a time.
 *
 * A geometry relates a large image (height, width, channels) to a small one (positions of the kernel): position (i, j)
 * sees the large image's rows i * stride - top ... + kernel - 1 and columns j * stride - left ... + kernel - 1; what
 * lies outside is zero. A convolution reads the large image as x and writes the small one as y; a transposed one reads
 * the small and writes the large. */
struct geometry {
    int large_height, large_width, large_channels;
    int small_height, small_width, small_channels;
    int kernel, stride, top, left;
    bool transposed;
};

/* Floats of scratch memory that each function below needs, per call at a time. With a 1x1 kernel of stride 1 and no
 * padding, all but the gradients of the weights need none, and take NULL. */
size_t convolution_scratch(const struct geometry *geometry);

/* Weights in the order that forward or backward_input reads them in: from w to `arranged`, of as many floats as
 * convolution_arranged says, in convolution_pieces pieces that may be arranged at once. To be done again when the
 * weights have changed. */
enum direction { FORWARD, BACKWARD };
size_t convolution_arranged(const struct geometry *geometry);
int convolution_pieces(const struct geometry *geometry);
void convolution_arrange(const struct geometry *geometry, enum direction direction, int piece, const float *w,
                         float *arranged);

/* y = x * w + b, or x spread by w, + b; w [kernel][kernel][channels of x][channels of y], b NULL: none. */
void convolution_forward(const struct geometry *geometry, int count, const float *x, const float *arranged,
                         const float *b, float *y, float *scratch);

/* dx = the gradient of forward. */
void convolution_backward_input(const struct geometry *geometry, int count, const float *dy, const float *arranged,
                                float *dx, float *scratch);

/* dw += the gradient, summed over the examples; db (NULL: none) too. */
void convolution_backward_weight(const struct geometry *geometry, int count, const float *x, const float *dy, float *dw,
                                 float *db, float *scratch);

#endif
