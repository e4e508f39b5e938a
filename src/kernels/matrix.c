#include "kernels/matrix.h"

#include "base/integer.h"
#include "kernels/kernels.h"
#include "kernels/panels.h"

/* Steps of the sum at a time: their part of a panel stays in the first-level cache while all rows go by. */
enum { STEPS = 256 };

size_t matrix_scratch(int columns)
{
    return panels_size(STEPS, (size_t)columns);
}

static void fill(const struct matrix *b, int first, int steps, int columns, float *panels)
{
    if (b->transposed) {
        panels_fill_transposed(panels, steps, b->data + first, b->stride, steps, columns);
    } else {
        panels_fill(panels, steps, b->data + (ptrdiff_t)first * b->stride, b->stride, steps, columns);
    }
}

void matrix_multiply(int rows, int columns, int inner, struct matrix a, struct matrix b, struct matrix_start start,
                     float *c, int c_stride, float *scratch)
{
    struct product product = {
        .rows = rows,
        .row_length = rows,
        .columns = columns,
        .segments = 1,
        .a_inner = a.transposed ? 1 : a.stride,
        .a_step = a.transposed ? a.stride : 1,
        .y_inner = c_stride,
        .b = scratch,
        .bias = start.bias,
        .y = c,
        .add = start.add,
    };
    for (int first = 0; first < inner; first += STEPS) {
        int steps = int_min(inner - first, STEPS);
        fill(&b, first, steps, columns, scratch);
        product.length = steps;
        product.a = a.data + first * product.a_step;
        multiply_panels(&product);
        product.bias = NULL;
        product.add = true;
    }
}

size_t matrix_examples_scratch(int columns)
{
    return panels_size(1, (size_t)columns);
}

void matrix_sum_examples(int examples, int rows, int columns, struct matrix a, struct matrix b, bool add, float *c,
                         float *sums, float *scratch)
{
    const float one = 1.0f;
    panels_fill(scratch, examples, b.data, b.stride, examples, columns);
    struct product product = {
        .rows = rows,
        .row_length = rows,
        .columns = columns,
        .segments = 1,
        .length = examples,
        .a_inner = 1,
        .a_step = a.stride,
        .y_inner = b.stride,
        .a = a.data,
        .b = scratch,
        .y = c,
        .add = add,
        .sharded = true,
    };
    multiply_panels(&product);
    if (sums) {
        product.rows = product.row_length = 1;
        product.a = &one;
        product.a_step = 0;
        product.y = sums;
        multiply_panels(&product);
    }
}
