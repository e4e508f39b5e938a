#include "kernels/elementwise.h"

#include "kernels/kernels.h"

void add_to(float *y, const float *x, size_t count)
{
    kernels()->add_to(y, x, count);
}

void add(float *y, const float *a, const float *b, size_t count)
{
    kernels()->add(y, a, b, count);
}

void add_tree(const float *shards, size_t stride, size_t count, bool add, float *sum)
{
    kernels()->add_tree(shards, stride, count, add, sum);
}

void average_to(float *average, const float *x, float rate, size_t count)
{
    kernels()->average_to(average, x, rate, count);
}

bool adam_step(const struct adam_rates *rates, const float *dw, float *w, float *first, float *second, size_t count)
{
    return kernels()->adam_step(rates, dw, w, first, second, count);
}

void select_scaled(const float *x, const uint8_t *passed, float scale, float *y, size_t count)
{
    kernels()->select_scaled(x, passed, scale, y, count);
}

void leaky_relu_forward(const float *x, float *y, float slope, size_t count)
{
    kernels()->leaky_relu_forward(x, y, slope, count);
}

void leaky_relu_backward(const float *y, const float *dy, float *dx, float slope, size_t count)
{
    kernels()->leaky_relu_backward(y, dy, dx, slope, count);
}

void tanh_forward(const float *x, float *y, size_t count)
{
    kernels()->tanh_forward(x, y, count);
}

void tanh_backward(const float *y, const float *dy, float *dx, size_t count)
{
    kernels()->tanh_backward(y, dy, dx, count);
}

void sigmoid_forward(const float *x, float *y, size_t count)
{
    kernels()->sigmoid_forward(x, y, count);
}

void sigmoid_backward(const float *y, const float *dy, float *dx, size_t count)
{
    kernels()->sigmoid_backward(y, dy, dx, count);
}

void scale_shift(const float *x, const float *scale, const float *shift, float *y, size_t rows, size_t channels)
{
    kernels()->scale_shift(x, scale, shift, y, rows, channels);
}

void combine_channels(const float *dy, const float *x, const float *a, const float *b, const float *c, float *dx,
                      size_t rows, size_t channels)
{
    kernels()->combine_channels(dy, x, a, b, c, dx, rows, channels);
}

void sum_rows(const float *x, float *sums, size_t rows, size_t channels)
{
    kernels()->sum_rows(x, sums, rows, channels);
}

void sum_squares(const float *x, double *sums, double *squares, size_t rows, size_t channels)
{
    kernels()->sum_squares(x, sums, squares, rows, channels);
}

void sum_products(const float *dy, const float *x, const float *mean, double *sums, double *products, size_t rows,
                  size_t channels)
{
    kernels()->sum_products(dy, x, mean, sums, products, rows, channels);
}
