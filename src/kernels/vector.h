#ifndef KERNELS_VECTOR_H
#define KERNELS_VECTOR_H

#include "kernels/kernel_table.h"

#include <string.h>

/* The widest vector of the instruction set that a source is compiled for, by the compilers' vector extensions. Only for
 * the sources named vector_*.c: each is compiled for every instruction set, with KERNELS_ISA as the set's name. */

#ifndef KERNELS_ISA
#define KERNELS_ISA baseline
#endif
#define ISA_JOIN(name, isa)   name##_##isa
#define ISA_EXPAND(name, isa) ISA_JOIN(name, isa)
#define ISA_TEXT(isa)         #isa
#define ISA_STRING(isa)       ISA_TEXT(isa)

/* A name of its own for each instruction set. */
#define ISA(name) ISA_EXPAND(name, KERNELS_ISA)

/* VECTOR: floats in a vector. BLOCK_ROWS x 2 vectors of sums stay in registers: as many as leave room for two vectors
 * of b and one of a, and no fewer than the 8 to 10 that hide the latency of a multiply-add. */
#if defined(__AVX512F__)
#define VECTOR     16
#define BLOCK_ROWS 12
#elif defined(__AVX__)
#define VECTOR     8
#define BLOCK_ROWS 6
#elif defined(__aarch64__)
#define VECTOR     4
#define BLOCK_ROWS 12
#else
#define VECTOR     4
#define BLOCK_ROWS 6
#endif

/* PEAK_SUMS: as many sums as hide the latency of a multiply-add, and stay in registers with two more vectors. */
#if defined(__AVX512F__) || defined(__aarch64__)
#define PEAK_SUMS 16
#else
#define PEAK_SUMS 14
#endif

#define PANEL  (2 * VECTOR)
#define INLINE static inline __attribute__((always_inline))

/* Loops over the registers of a block must be unrolled, or the sums live in memory. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

typedef float four __attribute__((vector_size(4 * sizeof(float))));
typedef float vector __attribute__((vector_size(VECTOR * sizeof(float))));

INLINE vector vector_load(const float *x)
{
    vector v;
    memcpy(&v, x, sizeof v);
    return v;
}

INLINE void vector_store(float *x, vector v)
{
    memcpy(x, &v, sizeof v);
}

void ISA(multiply)(const struct product *product);
void ISA(dot)(const struct product *product);
void ISA(transpose)(const float *x, ptrdiff_t x_step, float *y, ptrdiff_t y_step, int rows, int columns);
void ISA(panels_fill)(float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns);
void ISA(panels_fill_transposed)(float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns);

void ISA(winograd_input)(const struct tile_run *run, const struct tile_image *image, const float *pixels, int channels,
                         const struct tile_values *values);
void ISA(winograd_add)(const struct tile_run *run, const struct tile_image *image, float *pixels, int channels,
                       const struct tile_values *values);
void ISA(winograd_output)(const struct tile_run *run, const struct tile_image *image, const struct tile_values *values,
                          int channels, const float *bias, float *pixels);
void ISA(winograd_gradient)(const struct tile_run *run, const struct tile_image *image, const float *pixels,
                            int channels, const struct tile_values *values);
void ISA(winograd_weights)(int taps, const float *from, float *u, size_t count);
void ISA(winograd_taps)(int taps, const float *u, ptrdiff_t step, float *dw, ptrdiff_t row, ptrdiff_t column,
                        int count);

void ISA(add_to)(float *y, const float *x, size_t count);
void ISA(add)(float *y, const float *a, const float *b, size_t count);
void ISA(add_tree)(const float *shards, size_t stride, size_t count, bool add, float *sum);
void ISA(average_to)(float *average, const float *x, float rate, size_t count);
bool ISA(adam_step)(const struct adam_rates *rates, const float *dw, float *w, float *first, float *second,
                    size_t count);
void ISA(select_scaled)(const float *x, const uint8_t *passed, float scale, float *y, size_t count);
void ISA(leaky_relu_forward)(const float *x, float *y, float slope, size_t count);
void ISA(leaky_relu_backward)(const float *y, const float *dy, float *dx, float slope, size_t count);
void ISA(tanh_forward)(const float *x, float *y, size_t count);
void ISA(tanh_backward)(const float *y, const float *dy, float *dx, size_t count);
void ISA(sigmoid_forward)(const float *x, float *y, size_t count);
void ISA(sigmoid_backward)(const float *y, const float *dy, float *dx, size_t count);
void ISA(scale_shift)(const float *x, const float *scale, const float *shift, float *y, size_t rows, size_t channels);
void ISA(combine_channels)(const float *dy, const float *x, const float *a, const float *b, const float *c, float *dx,
                           size_t rows, size_t channels);
void ISA(sum_rows)(const float *x, float *sums, size_t rows, size_t channels);
void ISA(sum_squares)(const float *x, double *sums, double *squares, size_t rows, size_t channels);
void ISA(sum_products)(const float *dy, const float *x, const float *mean, double *sums, double *products, size_t rows,
                       size_t channels);
void ISA(max_pool_forward)(const struct pooling *pooling, int count, const float *x, float *y, uint8_t *winner);
void ISA(max_pool_backward)(const struct pooling *pooling, int count, const float *dy, const uint8_t *winner,
                            float *dx);
float ISA(peak)(size_t rounds, float start);

#endif
