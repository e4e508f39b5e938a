#ifndef KERNELS_MATRIX_H
#define KERNELS_MATRIX_H

/* Matrix products on row-major float32 arrays, by OpenBLAS. */

/* OpenBLAS's own threads off: callers cut the work into pieces. Called before the first product. */
void matrix_single_threaded(void);

/* What happens to c before the product is added. */
enum matrix_write { MATRIX_SET, MATRIX_ADD };

/* A matrix, or its transpose: element (i, j) of the stored matrix is data[i * stride + j]. */
struct matrix {
    const float *data;
    int stride;
    int transposed;
};

/* c (rows, columns, row stride c_stride) = or += a (rows, inner) b (inner, columns). */
void matrix_multiply(int rows, int columns, int inner, struct matrix a, struct matrix b, enum matrix_write write,
                     float *c, int c_stride);

#endif
