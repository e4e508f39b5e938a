#ifndef KERNELS_KERNEL_TABLE_H
#define KERNELS_KERNEL_TABLE_H

#include "kernels/elementwise.h"
#include "kernels/pooling.h"
#include "kernels/product.h"
#include "kernels/tiles.h"

/* The functions that are built once for each instruction set, from the sources named vector_*.c. */

enum { PANEL_MAX = 32 };

struct kernel_table {
    const char *name;
    int panel;       /* columns in a panel of `multiply`, up to PANEL_MAX */
    int dot_columns; /* up to this many columns `dot` is the faster one */
    void (*multiply)(const struct product *product);
    void (*dot)(const struct product *product); /* a_step is 1, all is one group */

    /* columns x rows to rows x columns: y[r * y_step + c] = x[c * x_step + r] */
    void (*transpose)(const float *x, ptrdiff_t x_step, float *y, ptrdiff_t y_step, int rows, int columns);

    /* As panels.h says. */
    void (*panels_fill)(float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns);
    void (*panels_fill_transposed)(float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns);

    /* The transforms of winograd.c, of a run of tiles: B' d B of the pixels, B v B' added to the pixels, A' m A + bias,
     * A y A'; G g G' of `count` neighbours, and G' u G added to them, where value k is at u + k * step and the tap of
     * row i and column j at dw + i * row + j * column. Channels and counts are multiples of PANEL_MAX. */
    void (*winograd_input)(const struct tile_run *run, const struct tile_image *image, const float *pixels,
                           int channels, const struct tile_values *values);
    void (*winograd_add)(const struct tile_run *run, const struct tile_image *image, float *pixels, int channels,
                         const struct tile_values *values);
    void (*winograd_output)(const struct tile_run *run, const struct tile_image *image,
                            const struct tile_values *values, int channels, const float *bias, float *pixels);
    void (*winograd_gradient)(const struct tile_run *run, const struct tile_image *image, const float *pixels,
                              int channels, const struct tile_values *values);
    void (*winograd_weights)(int taps, const float *from, float *u, size_t count);
    void (*winograd_taps)(int taps, const float *u, ptrdiff_t step, float *dw, ptrdiff_t row, ptrdiff_t column,
                          int count);

    /* As elementwise.h and pooling.h say. */
    void (*add_to)(float *y, const float *x, size_t count);
    void (*add)(float *y, const float *a, const float *b, size_t count);
    void (*add_tree)(const float *shards, size_t stride, size_t count, bool add, float *sum);
    void (*average_to)(float *average, const float *x, float rate, size_t count);
    bool (*adam_step)(const struct adam_rates *rates, const float *dw, float *w, float *first, float *second,
                      size_t count);
    void (*select_scaled)(const float *x, const uint8_t *passed, float scale, float *y, size_t count);
    void (*leaky_relu_forward)(const float *x, float *y, float slope, size_t count);
    void (*leaky_relu_backward)(const float *y, const float *dy, float *dx, float slope, size_t count);
    void (*tanh_forward)(const float *x, float *y, size_t count);
    void (*tanh_backward)(const float *y, const float *dy, float *dx, size_t count);
    void (*sigmoid_forward)(const float *x, float *y, size_t count);
    void (*sigmoid_backward)(const float *y, const float *dy, float *dx, size_t count);
    void (*scale_shift)(const float *x, const float *scale, const float *shift, float *y, size_t rows, size_t channels);
    void (*combine_channels)(const float *dy, const float *x, const float *a, const float *b, const float *c, float *dx,
                             size_t rows, size_t channels);
    void (*sum_rows)(const float *x, float *sums, size_t rows, size_t channels);
    void (*sum_squares)(const float *x, double *sums, double *squares, size_t rows, size_t channels);
    void (*sum_products)(const float *dy, const float *x, const float *mean, double *sums, double *products,
                         size_t rows, size_t channels);
    void (*max_pool_forward)(const struct pooling *pooling, int count, const float *x, float *y, uint8_t *winner);
    void (*max_pool_backward)(const struct pooling *pooling, int count, const float *dy, const uint8_t *winner,
                              float *dx);

    /* The fastest that this instruction set computes: rounds of multiply-adds, each of peak_flops operations, that read
     * and write registers only. The value is of no use but to keep the compiler from leaving them out. */
    float (*peak)(size_t rounds, float start);
    int peak_flops;
};

extern const struct kernel_table kernel_table_baseline, kernel_table_avx2, kernel_table_avx512;

#endif
