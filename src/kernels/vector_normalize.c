#include "kernels/vector.h"

/* Rows of neighbouring numbers, each by itself. */

INLINE float inverse_root(const float *x, float epsilon, size_t channels)
{
    return 1.0f / __builtin_sqrtf(vector_dot(x, x, channels) / (float)channels + epsilon);
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
        float from_x = inverse * inverse * inverse * vector_dot(dy, x, channels) / (float)channels;
        for (size_t c = 0; c < channels; c++) {
            dx[c] = inverse * dy[c] - from_x * x[c];
        }
    }
}
