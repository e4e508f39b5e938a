#include "kernels_support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* Every row of kernels/activation_list.h, with every instruction set: a new row is tested here without another line. */

static const struct row {
    const char *name, *reads;
    void (*forward)(const float *x, float *y, float a, size_t count);
    void (*backward)(const float *read, const float *dy, float *dx, float a, size_t count);
} rows[] = {
#define ACTIVATION(name, read, value, slope) {#name, #read, name##_forward, name##_backward},
#include "kernels/activation_list.h"
};

enum { ROWS = sizeof rows / sizeof *rows, REACH = 6, PER_ONE = 32, POINTS = 2 * REACH * PER_ONE + 1 };

static const float number = 0.25f; /* that some have of their own */

/* -REACH..REACH, in steps that floats have. */
static void fill_points(float x[static POINTS])
{
    for (int i = 0; i < POINTS; i++) {
        x[i] = (float)i / PER_ONE - REACH;
    }
}

static void slopes(const struct row *row, float slope[static POINTS])
{
    float x[POINTS], y[POINTS], ones[POINTS];
    fill_points(x);
    row->forward(x, y, number, POINTS);
    for (int i = 0; i < POINTS; i++) {
        ones[i] = 1.0f;
    }
    row->backward(row->reads[0] == 'y' ? y : x, ones, slope, number, POINTS);
}

/* By five points of the values around; false at a kink: where the slopes to the left and to the right differ, or that
 * by five points and that by the inner three. */
static bool numerical_slope(const float *y, double *slope)
{
    enum { STEP = 2 };
    double unit = (double)PER_ONE / STEP, here = (double)y[0];
    double left = (here - (double)y[-STEP]) * unit, far_left = (here - (double)y[-2 * STEP]) * unit / 2;
    double right = ((double)y[STEP] - here) * unit, far_right = ((double)y[2 * STEP] - here) * unit / 2;
    double three = (left + right) / 2, wide = (far_left + far_right) / 2;
    *slope = (4 * three - wide) / 3;
    return fabs(left - right) < 0.2 && fabs(*slope - three) < 0.005;
}

Test(activations, slopes_are_those_of_the_values)
{
    FOR_EACH_ISA
    {
        for (int r = 0; r < ROWS; r++) {
            float x[POINTS], y[POINTS], slope[POINTS];
            int compared = 0;
            fill_points(x);
            rows[r].forward(x, y, number, POINTS);
            slopes(&rows[r], slope);
            for (int i = 4; i < POINTS - 4; i++) {
                double want;
                if (numerical_slope(y + i, &want)) {
                    compared++;
                    cr_assert(fabs((double)slope[i] - want) < 5e-5, "%s, %s at %g: got %g, want %g", kernels_isa(),
                              rows[r].name, (double)x[i], (double)slope[i], want);
                }
            }
            cr_assert_geq(compared, POINTS * 9 / 10, "%s has too many kinks", rows[r].name);
        }
    }
}

static void near_all(const char *what, const float *got, const float *want)
{
    for (int i = 0; i < POINTS; i++) {
        cr_assert(fabsf(got[i] - want[i]) <= 1e-6f * fmaxf(fabsf(want[i]), 1.0f), "%s, %s: got %.9g, want %.9g",
                  kernels_isa(), what, (double)got[i], (double)want[i]);
    }
}

Test(activations, instruction_sets_agree)
{
    for (int r = 0; r < ROWS; r++) {
        float x[POINTS], y[POINTS], slope[POINTS], first[POINTS], first_slope[POINTS];
        fill_points(x);
        kernels_use(kernels_at(0));
        rows[r].forward(x, first, number, POINTS);
        slopes(&rows[r], first_slope);
        FOR_EACH_ISA
        {
            rows[r].forward(x, y, number, POINTS);
            slopes(&rows[r], slope);
            near_all(rows[r].name, y, first);
            near_all(rows[r].name, slope, first_slope);
        }
    }
}

Test(activations, may_be_in_place)
{
    FOR_EACH_ISA
    {
        for (int r = 0; r < ROWS; r++) {
            float x[POINTS], y[POINTS], dy[POINTS], dx[POINTS];
            fill_points(x);
            rows[r].forward(x, y, number, POINTS);
            rows[r].backward(y, x, dx, number, POINTS);
            memcpy(dy, x, sizeof dy);
            rows[r].backward(y, dy, dy, number, POINTS);
            cr_assert_arr_eq(dy, dx, sizeof dx, "%s", rows[r].name);
            rows[r].forward(x, x, number, POINTS);
            cr_assert_arr_eq(x, y, sizeof y, "%s", rows[r].name);
        }
    }
}

Test(activations, no_count_is_overrun)
{
    FOR_EACH_ISA
    {
        for (int r = 0; r < ROWS; r++) {
            for (size_t count = 0; count < 70; count++) {
                float x[POINTS], y[POINTS], all[POINTS];
                fill_points(x);
                rows[r].forward(x, all, number, POINTS);
                memcpy(y, x, sizeof y);
                rows[r].forward(x, y, number, count);
                cr_assert_eq(y[count], x[count], "%s", rows[r].name);
                cr_assert_arr_eq(y, all, count * sizeof *y, "%s", rows[r].name);
                memcpy(y, x, sizeof y);
                rows[r].backward(x, x, y, number, count);
                cr_assert_eq(y[count], x[count], "%s", rows[r].name);
            }
        }
    }
}

Test(activations, what_is_not_a_number_stays_so)
{
    FOR_EACH_ISA
    {
        for (int r = 0; r < ROWS; r++) {
            float x[40], y[40];
            for (int i = 0; i < 40; i++) {
                x[i] = i % 3 == 0 ? NAN : 1.0f;
            }
            rows[r].forward(x, y, number, 40);
            for (int i = 0; i < 40; i++) {
                cr_assert_eq(isnan(y[i]) != 0, i % 3 == 0, "%s, %s", kernels_isa(), rows[r].name);
            }
        }
    }
}

static void near(float got, double want, double most, const char *what)
{
    cr_assert(fabs((double)got - want) <= most, "%s, %s: got %.9g, want %.9g", kernels_isa(), what, (double)got, want);
}

Test(activations, functions_agree_with_the_c_library)
{
    enum { MANY = 40001 };
    static float x[MANY], y[MANY];
    for (int i = 0; i < MANY; i++) {
        x[i] = ((float)i - 20000.0f) / 1000.0f;
    }
    FOR_EACH_ISA
    {
        tanh_forward(x, y, 0, MANY);
        for (int i = 0; i < MANY; i++) {
            near(y[i], tanh((double)x[i]), 2e-7 * fabs(tanh((double)x[i])), "tanh");
        }
        sigmoid_forward(x, y, 0, MANY);
        for (int i = 0; i < MANY; i++) {
            near(y[i], 1 / (1 + exp(-(double)x[i])), 2e-7, "sigmoid");
        }
        gelu_forward(x, y, 0, MANY);
        for (int i = 0; i < MANY; i++) {
            double want = (double)x[i] * erfc(-(double)x[i] * sqrt(0.5)) / 2;
            near(y[i], want, 2e-7 * fabs(want) + 1e-37, "gelu");
        }
        silu_forward(x, y, 0, MANY);
        for (int i = 0; i < MANY; i++) {
            double want = (double)x[i] / (1 + exp(-(double)x[i]));
            near(y[i], want, 2e-7 * fabs(want) + 1e-37, "silu");
        }
        softplus_forward(x, y, 0, MANY);
        for (int i = 0; i < MANY; i++) {
            double want = log1p(exp((double)x[i]));
            near(y[i], want, 2e-7 * want, "softplus");
        }
    }
}

Test(activations, at_the_ends)
{
    const float x[] = {1e-20f, -1e-20f, 100.0f, -100.0f, 3e38f, -3e38f, INFINITY, -INFINITY};
    const float tanhs[] = {1e-20f, -1e-20f, 1, -1, 1, -1, 1, -1}, sigmoids[] = {0.5f, 0.5f, 1, 0, 1, 0, 1, 0};
    const float relus[] = {1e-20f, 0, 100.0f, 0, 3e38f, 0, INFINITY, 0};
    FOR_EACH_ISA
    {
        float y[8];
        tanh_forward(x, y, 0, 8);
        for (int i = 0; i < 8; i++) {
            cr_assert_eq(y[i], tanhs[i], "%s: tanh %g is %g", kernels_isa(), (double)x[i], (double)y[i]);
        }
        relu_forward(x, y, 0, 8);
        for (int i = 0; i < 8; i++) {
            cr_assert_eq(y[i], relus[i], "%s: relu %g is %g", kernels_isa(), (double)x[i], (double)y[i]);
        }
        sigmoid_forward(x, y, 0, 8);
        for (int i = 0; i < 8; i++) {
            near(y[i], (double)sigmoids[i], 1e-37, "sigmoid");
        }
    }
}

/* Nothing overflows: finite numbers give finite ones, and slopes of 0 or 1. */
Test(activations, smooth_ones_far_from_zero)
{
    const float x[] = {100.0f, 3e38f, -100.0f, -3e38f}, ones[] = {1.0f, 1.0f, 1.0f, 1.0f};
    const struct {
        void (*forward)(const float *x, float *y, float a, size_t count);
        void (*backward)(const float *read, const float *dy, float *dx, float a, size_t count);
    } smooth[] = {{gelu_forward, gelu_backward}, {silu_forward, silu_backward}, {softplus_forward, softplus_backward}};
    FOR_EACH_ISA
    {
        for (int k = 0; k < 3; k++) {
            float y[4], dx[4];
            smooth[k].forward(x, y, 0, 4);
            smooth[k].backward(x, ones, dx, 0, 4);
            for (int i = 0; i < 4; i++) {
                near(y[i], i < 2 ? (double)x[i] : 0.0, 1e-37, "value");
                near(dx[i], i < 2 ? 1.0 : 0.0, 1e-37, "slope");
            }
        }
    }
}

/* A zero counts as below. */
Test(activations, leaky_relu)
{
    const float x[] = {2.0f, 0.0f, -0.0f, -4.0f}, dy[] = {3.0f, 3.0f, 3.0f, 3.0f};
    const float ys[] = {2.0f, 0.0f, 0.0f, -1.0f}, dxs[] = {3.0f, 0.75f, 0.75f, 0.75f};
    FOR_EACH_ISA
    {
        float y[4], dx[4];
        leaky_relu_forward(x, y, number, 4);
        leaky_relu_backward(y, dy, dx, number, 4);
        for (int i = 0; i < 4; i++) {
            cr_assert_eq(y[i], ys[i]);
            cr_assert_eq(dx[i], dxs[i]);
        }
    }
}
