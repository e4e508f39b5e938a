#include "kernels/elementwise.h"

#include <math.h>
#include <string.h>

void add_to(float *y, const float *x, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        y[i] += x[i];
    }
}

void add(float *y, const float *a, const float *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        y[i] = a[i] + b[i];
    }
}

void add_bias(float *y, const float *b, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, y += channels) {
        add_to(y, b, channels);
    }
}

void sum_rows(const float *x, float *sums, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, x += channels) {
        add_to(sums, x, channels);
    }
}

void average_to(float *average, const float *x, float rate, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        average[i] += rate * (x[i] - average[i]);
    }
}

void leaky_relu_forward(const float *x, float *y, float slope, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        y[i] = x[i] > 0.0f ? x[i] : slope * x[i];
    }
}

void leaky_relu_backward(const float *y, const float *dy, float *dx, float slope, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dx[i] = y[i] > 0.0f ? dy[i] : slope * dy[i];
    }
}

void tanh_forward(const float *x, float *y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        y[i] = tanhf(x[i]);
    }
}

void tanh_backward(const float *y, const float *dy, float *dx, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dx[i] = dy[i] * (1.0f - y[i] * y[i]);
    }
}

void sigmoid_forward(const float *x, float *y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        y[i] = 1.0f / (1.0f + expf(-x[i]));
    }
}

void sigmoid_backward(const float *y, const float *dy, float *dx, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dx[i] = dy[i] * y[i] * (1.0f - y[i]);
    }
}

void scale_shift(const float *x, const float *scale, const float *shift, float *y, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, x += channels, y += channels) {
        for (size_t c = 0; c < channels; c++) {
            y[c] = scale[c] * x[c] + shift[c];
        }
    }
}

void sum_squares(const float *x, double *sums, double *squares, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, x += channels) {
        for (size_t c = 0; c < channels; c++) {
            double value = x[c];
            sums[c] += value;
            squares[c] += value * value;
        }
    }
}

void sum_products(const float *dy, const float *x, const float *mean, double *sums, double *products, size_t rows,
                  size_t channels)
{
    for (size_t r = 0; r < rows; r++, dy += channels, x += channels) {
        for (size_t c = 0; c < channels; c++) {
            sums[c] += (double)dy[c];
            products[c] += (double)dy[c] * (double)(x[c] - mean[c]);
        }
    }
}

void combine_channels(const float *dy, const float *x, const float *a, const float *b, const float *c, float *dx,
                      size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, dy += channels, x += channels, dx += channels) {
        for (size_t i = 0; i < channels; i++) {
            dx[i] = a[i] * dy[i] + b[i] * x[i] + c[i];
        }
    }
}
