#include "kernels/vector.h"

/* Loops that the compilers turn into vectors by themselves. */

void ISA(add_to)(float *y, const float *x, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        y[i] += x[i];
    }
}

void ISA(add)(float *y, const float *a, const float *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        y[i] = a[i] + b[i];
    }
}

void ISA(add_tree)(const float *shards, size_t stride, size_t count, bool add, float *sum)
{
    const float *a = shards, *b = a + stride, *c = b + stride, *d = c + stride;
    const float *e = d + stride, *f = e + stride, *g = f + stride, *h = g + stride;
    for (size_t i = 0; i < count; i++) {
        float tree = ((a[i] + b[i]) + (c[i] + d[i])) + ((e[i] + f[i]) + (g[i] + h[i]));
        sum[i] = add ? sum[i] + tree : tree;
    }
}

void ISA(average_to)(float *average, const float *x, float rate, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        average[i] += rate * (x[i] - average[i]);
    }
}

void ISA(select_scaled)(const float *x, const uint8_t *passed, float scale, float *y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        float value = scale * x[i];
        y[i] = passed[i] ? value : 0.0f;
    }
}

void ISA(scale_shift)(const float *x, const float *scale, const float *shift, float *y, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, x += channels, y += channels) {
        for (size_t c = 0; c < channels; c++) {
            y[c] = scale[c] * x[c] + shift[c];
        }
    }
}

void ISA(combine_channels)(const float *dy, const float *x, const float *a, const float *b, const float *c, float *dx,
                           size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, dy += channels, x += channels, dx += channels) {
        for (size_t i = 0; i < channels; i++) {
            dx[i] = a[i] * dy[i] + b[i] * x[i] + c[i];
        }
    }
}
