#include "kernels/vector.h"

/* Rows of an image's pixels beside one row that stands for all of them. */

enum { GROUP = 4, SHORT_ROWS = 64 };

INLINE void copy_row(const float *x, float *y, size_t channels)
{
    size_t c = 0;
    for (; c + VECTOR <= channels; c += VECTOR) {
        vector_store(y + c, vector_load(x + c));
    }
    for (; c < channels; c++) {
        y[c] = x[c];
    }
}

void ISA(copy_rows)(const float *x, size_t x_step, float *y, size_t y_step, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, x += x_step, y += y_step) {
        copy_row(x, y, channels);
    }
}

void ISA(multiply_rows)(const float *x, const float *scale, float *y, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r++, x += channels, y += channels) {
        for (size_t c = 0; c < channels; c++) {
            y[c] = scale[c] * x[c];
        }
    }
}

INLINE void product_group(const float *a, const float *b, float *sums, size_t rows, size_t channels, int vectors,
                          bool add)
{
    vector sum[GROUP] = {0};
    for (size_t r = 0; r < rows; r++, a += channels, b += channels) {
        UNROLL
        for (int v = 0; v < vectors; v++) {
            sum[v] += vector_load(a + v * VECTOR) * vector_load(b + v * VECTOR);
        }
    }
    UNROLL
    for (int v = 0; v < vectors; v++) {
        vector_store(sums + v * VECTOR, add ? vector_load(sums + v * VECTOR) + sum[v] : sum[v]);
    }
}

static void products_short(const float *a, const float *b, float *sums, size_t rows, size_t channels, bool add)
{
    size_t c = 0;
    for (; c + GROUP * VECTOR <= channels; c += GROUP * VECTOR) {
        product_group(a + c, b + c, sums + c, rows, channels, GROUP, add);
    }
    for (; c + VECTOR <= channels; c += VECTOR) {
        product_group(a + c, b + c, sums + c, rows, channels, 1, add);
    }
    for (; c < channels; c++) {
        float sum = add ? sums[c] : 0.0f;
        for (size_t r = 0; r < rows; r++) {
            sum += a[r * channels + c] * b[r * channels + c];
        }
        sums[c] = sum;
    }
}

void ISA(sum_row_products)(const float *a, const float *b, float *sums, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r += SHORT_ROWS) {
        size_t count = rows - r < SHORT_ROWS ? rows - r : SHORT_ROWS;
        products_short(a + r * channels, b + r * channels, sums, count, channels, r > 0);
    }
}
