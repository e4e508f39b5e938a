#include "forger/random.h"
#include "kernels/kernels.h"
#include "kernels/matrix.h"

#include <criterion/criterion.h>

#include <stdlib.h>

static float at(struct matrix m, int i, int j)
{
    return m.transposed ? m.data[j * m.stride + i] : m.data[i * m.stride + j];
}

static void check_product(int rows, int columns, int inner, int variant)
{
    enum { SPARE = 3, SIZE = 620 * 620 };
    static float a[SIZE], b[SIZE], c[SIZE], before[SIZE];
    struct fg_random random = fg_random_stream(1, FG_PURPOSE_SYNTHETIC, (uint32_t)variant, 0);
    for (int i = 0; i < SIZE; i++) {
        a[i] = fg_random_normal(&random);
        b[i] = fg_random_normal(&random);
        before[i] = c[i] = fg_random_normal(&random);
    }
    int a_transposed = variant & 1, b_transposed = variant >> 1 & 1;
    struct matrix left = {a, (a_transposed ? rows : inner) + SPARE, a_transposed};
    struct matrix right = {b, (b_transposed ? inner : columns) + SPARE, b_transposed};
    int stride = columns + SPARE;
    static float scratch[256 * 96];
    cr_assert_leq(matrix_scratch(columns), sizeof scratch / sizeof *scratch);
    struct matrix_start start = {.add = variant >> 2 == 1, .bias = variant >> 2 == 2 ? before : NULL};
    matrix_multiply(rows, columns, inner, left, right, start, c, stride, scratch);
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < stride; j++) {
            double sum = j >= columns || start.add ? (double)before[i * stride + j]
                         : start.bias              ? (double)before[j]
                                                   : 0;
            for (int k = 0; k < inner && j < columns; k++) {
                sum += (double)at(left, i, k) * (double)at(right, k, j);
            }
            cr_assert_float_eq((double)c[i * stride + j], sum, 1e-4);
        }
    }
}

Test(matrix, products_of_all_kinds)
{
    static const int sizes[][3] = {{1, 1, 1},    {1, 7, 5},  {13, 1, 9},   {16, 32, 8},
                                   {33, 17, 65}, {5, 64, 3}, {9, 20, 600}, {600, 20, 9}};
    for (int isa = 0; kernels_at(isa); isa++) {
        kernels_use(kernels_at(isa));
        for (int i = 0; i < (int)(sizeof sizes / sizeof *sizes); i++) {
            for (int variant = 0; variant < 12; variant++) {
                check_product(sizes[i][0], sizes[i][1], sizes[i][2], variant);
            }
        }
    }
}
