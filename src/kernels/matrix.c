#include "kernels/matrix.h"

#include <cblas.h>

void matrix_single_threaded(void)
{
    openblas_set_num_threads(1);
}

void matrix_multiply(int rows, int columns, int inner, struct matrix a, struct matrix b, enum matrix_write write,
                     float *c, int c_stride)
{
    cblas_sgemm(CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans, b.transposed ? CblasTrans : CblasNoTrans, rows,
                columns, inner, 1.0f, a.data, a.stride, b.data, b.stride, write == MATRIX_ADD ? 1.0f : 0.0f, c,
                c_stride);
}
