#ifndef KERNELS_ELEMENTWISE_H
#define KERNELS_ELEMENTWISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Loops over float32 arrays of count elements, or of rows x channels. y and dx may be the array that is read. */

void add_to(float *y, const float *x, size_t count);                       /* y += x */
void add(float *y, const float *a, const float *b, size_t count);          /* y = a + b */
void sum_rows(const float *x, float *sums, size_t rows, size_t channels);  /* sums[c] += sum over r of x[r][c] */
void average_to(float *average, const float *x, float rate, size_t count); /* average += rate * (x - average) */

/* sum = (add: +=) the SHARDS arrays at shards, shards + stride, ..., added in the tree of kernels/shards.h. */
void add_tree(const float *shards, size_t stride, size_t count, bool add, float *sum);

/* A step of Adam (see optim/adam.h): g = scale dw + decay shrink w; first = beta1 first + rest1 g;
 * second = beta2 second + rest2 g^2; w = shrink w - rate first / (sqrt(second) root + epsilon). Returns whether every w
 * is finite still. */
struct adam_rates {
    float scale, decay, shrink, beta1, rest1, beta2, rest2, rate, root, epsilon;
};
bool adam_step(const struct adam_rates *rates, const float *dw, float *w, float *first, float *second, size_t count);

/* y = scale x where passed is not 0, else 0 */
void select_scaled(const float *x, const uint8_t *passed, float scale, float *y, size_t count);

/* max(x, slope * x), slope in 0..1; the gradient from the result y, whose sign is x's (0 counts as below). */
void leaky_relu_forward(const float *x, float *y, float slope, size_t count);
void leaky_relu_backward(const float *y, const float *dy, float *dx, float slope, size_t count);

void tanh_forward(const float *x, float *y, size_t count);
void tanh_backward(const float *y, const float *dy, float *dx, size_t count); /* dy (1 - y^2) */

void sigmoid_forward(const float *x, float *y, size_t count);
void sigmoid_backward(const float *y, const float *dy, float *dx, size_t count); /* dy y (1 - y) */

/* y = scale[c] * x + shift[c] */
void scale_shift(const float *x, const float *scale, const float *shift, float *y, size_t rows, size_t channels);

/* For normalisation. sums[c] += x, squares[c] += x^2. */
void sum_squares(const float *x, double *sums, double *squares, size_t rows, size_t channels);

/* sums[c] += dy, products[c] += dy (x - mean[c]). */
void sum_products(const float *dy, const float *x, const float *mean, double *sums, double *products, size_t rows,
                  size_t channels);

/* dx = a[c] dy + b[c] x + c[c] */
void combine_channels(const float *dy, const float *x, const float *a, const float *b, const float *c, float *dx,
                      size_t rows, size_t channels);

#endif
