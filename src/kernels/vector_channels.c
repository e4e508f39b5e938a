#include "kernels/vector.h"

/* Sums over rows for each channel. A group of channels at a time goes down the rows with its sums in registers; a long
 * float sum is made of short ones, so that small values are not lost in it. */

enum { GROUP = 4, SHORT_ROWS = 64 };

typedef float half __attribute__((vector_size(VECTOR / 2 * sizeof(float))));
typedef double doubles __attribute__((vector_size(VECTOR / 2 * sizeof(double))));

INLINE doubles doubles_load(const float *x)
{
    half v;
    memcpy(&v, x, sizeof v);
    return __builtin_convertvector(v, doubles);
}

INLINE void doubles_add(double *sums, doubles v)
{
    doubles sum;
    memcpy(&sum, sums, sizeof sum);
    sum += v;
    memcpy(sums, &sum, sizeof sum);
}

INLINE void sum_group(const float *x, float *sums, size_t rows, size_t channels, int vectors)
{
    vector sum[GROUP] = {0};
    for (size_t r = 0; r < rows; r++, x += channels) {
        UNROLL
        for (int v = 0; v < vectors; v++) {
            sum[v] += vector_load(x + v * VECTOR);
        }
    }
    UNROLL
    for (int v = 0; v < vectors; v++) {
        vector_store(sums + v * VECTOR, vector_load(sums + v * VECTOR) + sum[v]);
    }
}

static void sum_short(const float *x, float *sums, size_t rows, size_t channels)
{
    size_t c = 0;
    for (; c + GROUP * VECTOR <= channels; c += GROUP * VECTOR) {
        sum_group(x + c, sums + c, rows, channels, GROUP);
    }
    for (; c + VECTOR <= channels; c += VECTOR) {
        sum_group(x + c, sums + c, rows, channels, 1);
    }
    for (; c < channels; c++) {
        float sum = 0;
        for (size_t r = 0; r < rows; r++) {
            sum += x[r * channels + c];
        }
        sums[c] += sum;
    }
}

void ISA(sum_rows)(const float *x, float *sums, size_t rows, size_t channels)
{
    for (size_t r = 0; r < rows; r += SHORT_ROWS) {
        sum_short(x + r * channels, sums, rows - r < SHORT_ROWS ? rows - r : SHORT_ROWS, channels);
    }
}

enum { HALF = VECTOR / 2 };

INLINE void square_group(const float *x, double *sums, double *squares, size_t rows, size_t channels, int halves)
{
    doubles sum[GROUP] = {0}, square[GROUP] = {0};
    for (size_t r = 0; r < rows; r++, x += channels) {
        UNROLL
        for (int v = 0; v < halves; v++) {
            doubles value = doubles_load(x + v * HALF);
            sum[v] += value;
            square[v] += value * value;
        }
    }
    UNROLL
    for (int v = 0; v < halves; v++) {
        doubles_add(sums + v * HALF, sum[v]);
        doubles_add(squares + v * HALF, square[v]);
    }
}

void ISA(sum_squares)(const float *x, double *sums, double *squares, size_t rows, size_t channels)
{
    size_t c = 0;
    for (; c + GROUP * HALF <= channels; c += GROUP * HALF) {
        square_group(x + c, sums + c, squares + c, rows, channels, GROUP);
    }
    for (; c + HALF <= channels; c += HALF) {
        square_group(x + c, sums + c, squares + c, rows, channels, 1);
    }
    for (; c < channels; c++) {
        for (size_t r = 0; r < rows; r++) {
            double value = (double)x[r * channels + c];
            sums[c] += value;
            squares[c] += value * value;
        }
    }
}

INLINE void product_group(const float *dy, const float *x, const float *mean, double *sums, double *products,
                          size_t rows, size_t channels, int vectors)
{
    vector sum[GROUP] = {0}, product[GROUP] = {0};
    for (size_t r = 0; r < rows; r++, dy += channels, x += channels) {
        UNROLL
        for (int v = 0; v < vectors; v++) {
            vector value = vector_load(dy + v * VECTOR);
            sum[v] += value;
            product[v] += value * (vector_load(x + v * VECTOR) - vector_load(mean + v * VECTOR));
        }
    }
    for (int c = 0; c < vectors * VECTOR; c++) {
        sums[c] += (double)sum[c / VECTOR][c % VECTOR];
        products[c] += (double)product[c / VECTOR][c % VECTOR];
    }
}

static void products_short(const float *dy, const float *x, const float *mean, double *sums, double *products,
                           size_t rows, size_t channels)
{
    size_t c = 0;
    for (; c + GROUP * VECTOR <= channels; c += GROUP * VECTOR) {
        product_group(dy + c, x + c, mean + c, sums + c, products + c, rows, channels, GROUP);
    }
    for (; c + VECTOR <= channels; c += VECTOR) {
        product_group(dy + c, x + c, mean + c, sums + c, products + c, rows, channels, 1);
    }
    for (; c < channels; c++) {
        for (size_t r = 0; r < rows; r++) {
            double value = (double)dy[r * channels + c];
            sums[c] += value;
            products[c] += value * ((double)x[r * channels + c] - (double)mean[c]);
        }
    }
}

void ISA(sum_products)(const float *dy, const float *x, const float *mean, double *sums, double *products, size_t rows,
                       size_t channels)
{
    for (size_t r = 0; r < rows; r += SHORT_ROWS) {
        size_t count = rows - r < SHORT_ROWS ? rows - r : SHORT_ROWS;
        products_short(dy + r * channels, x + r * channels, mean, sums, products, count, channels);
    }
}
