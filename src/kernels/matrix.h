#ifndef KERNELS_MATRIX_H
#define KERNELS_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

/* Matrix products on row-major float32 arrays. */

/* A matrix, or its transpose: element (i, j) of the stored matrix is data[i * stride + j]. */
struct matrix {
    const float *data;
    int stride;
    bool transposed;
};

/* What the product is added to: nothing, what is there, or to each row of c the same (columns) values. */
struct matrix_start {
    bool add;
    const float *bias; /* or NULL; then add is false */
};

/* Floats of scratch memory for products with up to so many columns. */
size_t matrix_scratch(int columns);

/* c (rows, columns, row stride c_stride) = start + a (rows, inner) b (inner, columns). */
void matrix_multiply(int rows, int columns, int inner, struct matrix a, struct matrix b, struct matrix_start start,
                     float *c, int c_stride, float *scratch);

/* The gradients of y = x w + b's weights. c (rows, columns, row stride that of b) = (add: +=) the sums over examples of
 * a[e][i] b[e][j], and sums (columns; NULL: none) the same of b[e][j], in the tree of shards.h. a is (examples, rows),
 * b (examples, columns). Scratch memory: so many floats an example. */
void matrix_sum_examples(int examples, int rows, int columns, struct matrix a, struct matrix b, bool add, float *c,
                         float *sums, float *scratch);
size_t matrix_examples_scratch(int columns);

#endif
