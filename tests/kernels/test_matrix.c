#include "forger/random.h"
#include "kernels/matrix.h"

#include <criterion/criterion.h>

#include <stdlib.h>

static float at(struct matrix m, int i, int j)
{
    return m.transposed ? m.data[j * m.stride + i] : m.data[i * m.stride + j];
}

static void check_product(int rows, int columns, int inner, int variant)
{
    enum { SPARE = 3, SIZE = 80 * 80 };
    static float a[SIZE], b[SIZE], c[SIZE], before[SIZE];
    struct fg_random random = fg_random_stream(1, FG_PURPOSE_SYNTHETIC, (uint32_t)variant, 0);
    for (int i = 0; i < SIZE; i++) {
        a[i] = fg_random_normal(&random);
        b[i] = fg_random_normal(&random);
        before[i] = c[i] = fg_random_normal(&random);
    }
    int a_transposed = variant & 1, b_transposed = variant >> 1 & 1, add = variant >> 2 & 1;
    struct matrix left = {a, (a_transposed ? rows : inner) + SPARE, a_transposed};
    struct matrix right = {b, (b_transposed ? inner : columns) + SPARE, b_transposed};
    int stride = columns + SPARE;
    matrix_multiply(rows, columns, inner, left, right, add ? MATRIX_ADD : MATRIX_SET, c, stride);
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < stride; j++) {
            double sum = j >= columns || add ? (double)before[i * stride + j] : 0;
            for (int k = 0; k < inner && j < columns; k++) {
                sum += (double)at(left, i, k) * (double)at(right, k, j);
            }
            cr_assert_float_eq((double)c[i * stride + j], sum, 1e-4);
        }
    }
}

Test(matrix, products_of_all_kinds)
{
    matrix_single_threaded();
    static const int sizes[][3] = {{1, 1, 1}, {1, 7, 5}, {13, 1, 9}, {16, 32, 8}, {33, 17, 65}, {5, 64, 3}};
    for (int i = 0; i < 6; i++) {
        for (int variant = 0; variant < 8; variant++) {
            check_product(sizes[i][0], sizes[i][1], sizes[i][2], variant);
        }
    }
}
