#include "kernels/elementwise.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

enum { COUNT = 37 };

static void fill(float *x, float scale)
{
    for (int i = 0; i < COUNT; i++) {
        x[i] = scale * (float)(i - COUNT / 2);
    }
}

Test(elementwise, sums)
{
    float x[6] = {1, 2, 3, 4, 5, 6}, y[6] = {10, 20, 30, 40, 50, 60}, sums[3] = {100, 200, 300};
    add_to(y, x, 6);
    cr_assert(y[0] == 11 && y[5] == 66);
    add(x, x, y, 6);
    cr_assert(x[0] == 12 && x[5] == 72);
    const float b[3] = {1, 2, 3};
    add_bias(x, b, 2, 3);
    cr_assert(x[0] == 13 && x[2] == 39 && x[3] == 49 && x[5] == 75);
    sum_rows(y, sums, 2, 3);
    cr_assert(sums[0] == 155 && sums[1] == 277 && sums[2] == 399);
    average_to(sums, b, 0.5f, 3);
    cr_assert(sums[0] == 78 && sums[2] == 201);
}

Test(elementwise, leaky_relu)
{
    float x[COUNT], y[COUNT], dy[COUNT], dx[COUNT];
    fill(x, 0.5f);
    fill(dy, 1.0f);
    leaky_relu_forward(x, y, 0.25f, COUNT);
    leaky_relu_backward(y, dy, dx, 0.25f, COUNT);
    for (int i = 0; i < COUNT; i++) {
        cr_assert_eq(y[i], x[i] > 0 ? x[i] : 0.25f * x[i]);
        cr_assert_eq(dx[i], x[i] > 0 ? dy[i] : 0.25f * dy[i]);
    }
}

Test(elementwise, tanh_and_sigmoid)
{
    float x[COUNT], t[COUNT], s[COUNT], dy[COUNT], dt[COUNT], ds[COUNT];
    fill(x, 0.7f);
    fill(dy, 0.3f);
    tanh_forward(x, t, COUNT);
    tanh_backward(t, dy, dt, COUNT);
    sigmoid_forward(x, s, COUNT);
    sigmoid_backward(s, dy, ds, COUNT);
    for (int i = 0; i < COUNT; i++) {
        double tangent = tanh((double)x[i]), sigmoid = 1 / (1 + exp(-(double)x[i]));
        cr_assert_float_eq((double)t[i], tangent, 1e-6);
        cr_assert_float_eq((double)s[i], sigmoid, 1e-6);
        cr_assert_float_eq((double)dt[i], (double)dy[i] * (1 - tangent * tangent), 2e-6);
        cr_assert_float_eq((double)ds[i], (double)dy[i] * sigmoid * (1 - sigmoid), 2e-6);
    }
}

Test(elementwise, stays_finite_far_out)
{
    const float x[4] = {-3e38f, -1000, 1000, 3e38f};
    float y[4];
    sigmoid_forward(x, y, 4);
    cr_assert(y[0] == 0 && y[1] == 0 && y[2] == 1 && y[3] == 1);
    tanh_forward(x, y, 4);
    cr_assert(y[0] == -1 && y[1] == -1 && y[2] == 1 && y[3] == 1);
}

Test(elementwise, what_is_no_number_stays_so)
{
    const float x[2] = {NAN, 1};
    float y[2];
    leaky_relu_forward(x, y, 0, 2);
    cr_assert(isnan(y[0]) && y[1] == 1);
    tanh_forward(x, y, 2);
    cr_assert(isnan(y[0]));
    sigmoid_forward(x, y, 2);
    cr_assert(isnan(y[0]));
}

Test(elementwise, may_be_in_place)
{
    float x[COUNT], y[COUNT];
    fill(x, 0.5f);
    leaky_relu_forward(x, y, 0.2f, COUNT);
    leaky_relu_forward(x, x, 0.2f, COUNT);
    cr_assert_eq(memcmp(x, y, sizeof x), 0);
}

Test(elementwise, normalisation)
{
    const float x[6] = {1, 2, 3, 4, 5, 6}, dy[6] = {1, 0, -1, 2, 1, 3}, scale[3] = {2, 3, 4}, shift[3] = {1, 0, -1};
    float y[6];
    scale_shift(x, scale, shift, y, 2, 3);
    cr_assert(y[0] == 3 && y[2] == 11 && y[3] == 9 && y[5] == 23);
    double sums[3] = {0}, squares[3] = {1, 0, 0}, products[3] = {0};
    sum_squares(x, sums, squares, 2, 3);
    cr_assert(sums[0] == 5 && sums[2] == 9 && squares[0] == 18 && squares[2] == 45);
    memset(sums, 0, sizeof sums);
    sum_products(dy, x, shift, sums, products, 2, 3);
    cr_assert(sums[0] == 3 && sums[2] == 2 && products[0] == 6 && products[2] == 17);
    combine_channels(dy, x, scale, shift, scale, y, 2, 3);
    cr_assert(y[0] == 5 && y[2] == -3 && y[5] == 10);
}
