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

/* Goes down the rows of a product. It starts with a and y of row 0, and column 0. */
struct row_walk {
    const float *a;
    float *y;
    int column;
};

INLINE void next_row(const struct product *p, struct row_walk *walk, const float **a, float **y)
{
    *a = walk->a + walk->column * p->a_inner;
    *y = walk->y + walk->column * p->y_inner;
    if (++walk->column == p->row_length) {
        walk->column = 0;
        walk->a += p->a_outer;
        walk->y += p->y_outer;
    }
}

/* The sum of a[i] b[i], in float: of so few numbers that it loses nothing. */
INLINE float vector_dot(const float *a, const float *b, size_t count)
{
    vector sums = {0};
    size_t i = 0;
    for (; i + VECTOR <= count; i += VECTOR) {
        sums += vector_load(a + i) * vector_load(b + i);
    }
    float sum = 0;
    for (int lane = 0; lane < VECTOR; lane++) {
        sum += sums[lane];
    }
    for (; i < count; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

#define KERNEL(result, name, parameters, arguments) result ISA(name) parameters;
#include "kernels/kernel_list.h"
#undef KERNEL

#endif
