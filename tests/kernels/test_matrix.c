#include "forger/random.h"
#include "kernels/kernels.h"
#include "kernels/matrix.h"
#include "kernels/shards.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

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

enum { EXAMPLES = 300, WIDTH = 70, AREA = WIDTH * WIDTH };

/* The sums over all examples are, bit by bit, the sums over the examples of each shard added in the tree. */
static void check_shards(int examples, int rows, int columns, bool add)
{
    static float a[EXAMPLES * WIDTH], b[EXAMPLES * WIDTH], scratch[EXAMPLES * 96];
    static float c[AREA], want[AREA], parts[SHARDS * AREA];
    float sums[WIDTH] = {1.0f}, want_sums[WIDTH] = {1.0f}, part_sums[SHARDS * WIDTH];
    struct fg_random random = fg_random_stream(2, FG_PURPOSE_SYNTHETIC, (uint32_t)examples, 0);
    for (int i = 0; i < EXAMPLES * WIDTH; i++) {
        a[i] = fg_random_normal(&random);
        b[i] = fg_random_normal(&random);
    }
    for (int i = 0; i < AREA; i++) {
        c[i] = want[i] = b[i];
    }
    cr_assert_leq((size_t)examples * matrix_examples_scratch(columns), sizeof scratch / sizeof *scratch);
    struct matrix left = {a, WIDTH, false}, right = {b, WIDTH, false};
    matrix_sum_examples(examples, rows, columns, left, right, add, c, sums, scratch);
    for (int shard = 0; shard < SHARDS; shard++) {
        static float masked[EXAMPLES * WIDTH];
        int first = shard_begin(shard, examples), last = shard_begin(shard + 1, examples);
        memset(masked, 0, sizeof masked);
        memcpy(masked + (ptrdiff_t)first * WIDTH, b + (ptrdiff_t)first * WIDTH,
               (size_t)(last - first) * WIDTH * sizeof *b);
        struct matrix of_shard = {masked, WIDTH, false};
        matrix_sum_examples(examples, rows, columns, left, of_shard, false, parts + (ptrdiff_t)shard * AREA,
                            part_sums + (ptrdiff_t)shard * WIDTH, scratch);
    }
    for (int i = 0; i < rows; i++) {
        add_tree(parts + (ptrdiff_t)i * WIDTH, AREA, (size_t)columns, add, want + (ptrdiff_t)i * WIDTH);
    }
    add_tree(part_sums, WIDTH, (size_t)columns, add, want_sums);
    for (int i = 0; i < AREA; i++) {
        cr_assert_eq(c[i], want[i], "%s: %d examples, %d: %g, %g", kernels_isa(), examples, i, (double)c[i],
                     (double)want[i]);
    }
    for (int j = 0; j < columns; j++) {
        double sum = add ? (double)(j == 0) : 0, product = add ? (double)b[j] : 0;
        for (int e = 0; e < examples; e++) {
            sum += (double)b[e * WIDTH + j];
            product += (double)a[e * WIDTH] * (double)b[e * WIDTH + j];
        }
        cr_assert_eq(sums[j], want_sums[j]);
        cr_assert_float_eq((double)sums[j], sum, 1e-4);
        cr_assert_float_eq((double)c[j], product, 1e-4);
    }
}

Test(matrix, sums_over_examples_go_shard_by_shard)
{
    static const int sizes[][3] = {{1, 5, 3}, {7, 13, 33}, {8, 1, 1}, {100, 25, 64}, {128, 48, 65}, {300, 12, 32}};
    for (int isa = 0; kernels_at(isa); isa++) {
        kernels_use(kernels_at(isa));
        for (int i = 0; i < (int)(sizeof sizes / sizeof *sizes); i++) {
            check_shards(sizes[i][0], sizes[i][1], sizes[i][2], false);
            check_shards(sizes[i][0], sizes[i][1], sizes[i][2], true);
        }
    }
}
