#include "kernels/vector.h"

/* Rows of neighbouring numbers, each by itself. */

/* The sum of a[i] b[i]. */
INLINE float row_product(const float *a, const float *b, size_t channels)
{
    vector sums = {0};
    float sum = 0;
    size_t c = 0;
    for (; c + VECTOR <= channels; c += VECTOR) {
        sums += vector_load(a + c) * vector_load(b + c);
    }
    for (; c < channels; c++) {
        sum += a[c] * b[c];
    }
    for (int i = 0; i < VECTOR; i++) {
        sum += sums[i];
    }
    return sum;
}

INLINE float inverse_root(const float *x, float epsilon, size_t channels)
{
    return 1.0f / __builtin_sqrtf(row_product(x, x, channels) / (float)channels + epsilon);
}

void ISA(normalize_rows)(const float *x, float *y, float epsilon, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, x += channels, y += channels) {
        float inverse = inverse_root(x, epsilon, channels);
        for (size_t c = 0; c < channels; c++) {
            y[c] = inverse * x[c];
        }
    }
}

void ISA(normalize_rows_backward)(const float *x, const float *dy, float *dx, float epsilon, size_t rows,
                                  size_t channels)
{
    for (size_t r = 0; r < rows; r++, x += channels, dy += channels, dx += channels) {
        float inverse = inverse_root(x, epsilon, channels);
        float from_x = inverse * inverse * inverse * row_product(dy, x, channels) / (float)channels;
        for (size_t c = 0; c < channels; c++) {
            dx[c] = inverse * dy[c] - from_x * x[c];
        }
    }
}
