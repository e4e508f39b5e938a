#include "kernels_support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* Every instruction set against double sums, for 1..CHANNELS channels, so that every way to the end of a row is gone.
 */

enum { ROWS = 133, CHANNELS = 83, STEP = CHANNELS + 5, COUNT = ROWS * STEP };

struct arrays {
    float a[COUNT], b[COUNT], y[COUNT], row[CHANNELS];
};

static void arrays_open(struct arrays *arrays)
{
    kernels_draw(arrays->a, COUNT, 2, 0);
    kernels_draw(arrays->b, COUNT, 2, 1);
    kernels_draw(arrays->y, COUNT, 2, 2);
    kernels_draw(arrays->row, CHANNELS, 2, 3);
}

/* Every number of y is x's, or in the gaps what it was. */
static void check_copy(const struct arrays *t, const float *y, size_t x_step, size_t channels)
{
    for (size_t i = 0; i < COUNT; i++) {
        size_t r = i / STEP, c = i % STEP;
        float want = c < channels ? t->a[r * x_step + c] : t->y[i];
        cr_assert_eq(y[i], want, "%s, %zu channels: y[%zu] is %g, want %g", kernels_isa(), channels, i, (double)y[i],
                     (double)want);
    }
}

Test(rows, are_copied_between_others)
{
    static struct arrays t;
    static float y[COUNT];
    arrays_open(&t);
    FOR_EACH_ISA
    {
        for (size_t channels = 1; channels <= CHANNELS; channels++) {
            memcpy(y, t.y, sizeof y);
            copy_rows(t.a, channels, y, STEP, ROWS, channels);
            check_copy(&t, y, channels, channels);
            memcpy(y, t.y, sizeof y);
            copy_rows(t.a, 0, y, STEP, ROWS, channels);
            check_copy(&t, y, 0, channels);
        }
    }
}

Test(rows, are_multiplied_in_place_too)
{
    static struct arrays t;
    static float y[COUNT];
    arrays_open(&t);
    FOR_EACH_ISA
    {
        for (size_t channels = 1; channels <= CHANNELS; channels++) {
            size_t count = ROWS * channels;
            memcpy(y, t.y, sizeof y);
            multiply_rows(t.a, t.row, y, ROWS, channels);
            for (size_t i = 0; i < count; i++) {
                cr_assert_eq(y[i], t.a[i] * t.row[i % channels], "%s: %zu", kernels_isa(), i);
            }
            cr_assert_eq(y[count], t.y[count]);
            memcpy(y, t.a, sizeof y);
            multiply_rows(y, t.row, y, ROWS, channels);
            for (size_t i = 0; i < count; i++) {
                cr_assert_eq(y[i], t.a[i] * t.row[i % channels], "%s: %zu in place", kernels_isa(), i);
            }
        }
    }
}

static void check_sums(const struct arrays *t, size_t rows, size_t channels)
{
    float sums[CHANNELS + 1];
    for (size_t c = 0; c <= channels; c++) {
        sums[c] = 1000.0f;
    }
    sum_row_products(t->a, t->b, sums, rows, channels);
    for (size_t c = 0; c < channels; c++) {
        double want = 0;
        for (size_t i = c; i < rows * channels; i += channels) {
            want += (double)t->a[i] * (double)t->b[i];
        }
        cr_assert_float_eq((double)sums[c], want, 3e-5, "%s, %zu rows: sums[%zu] of %zu is %.9g, want %.9g",
                           kernels_isa(), rows, c, channels, (double)sums[c], want);
    }
    cr_assert_eq(sums[channels], 1000.0f);
}

Test(rows, products_are_summed_over_them)
{
    static struct arrays t;
    arrays_open(&t);
    FOR_EACH_ISA
    {
        for (size_t channels = 1; channels <= CHANNELS; channels++) {
            check_sums(&t, 1, channels);
            check_sums(&t, 64, channels);
            check_sums(&t, ROWS, channels);
        }
    }
}

/* Of each row of y, against double sums over a. */
static void check_normalized(const struct arrays *t, const float *y, const float *dx, size_t channels)
{
    for (size_t r = 0; r < ROWS; r++) {
        const float *x = t->a + r * channels, *dy = t->b + r * channels;
        double square = 0, product = 0, n = (double)channels;
        for (size_t c = 0; c < channels; c++) {
            square += (double)x[c] * (double)x[c] / n;
            product += (double)x[c] * (double)dy[c] / n;
        }
        double inverse = 1 / sqrt(square + 0.25);
        for (size_t c = 0; c < channels; c++) {
            double slope = inverse * (double)dy[c] - inverse * inverse * inverse * product * (double)x[c];
            cr_assert_float_eq((double)y[r * channels + c], inverse * (double)x[c], 1e-5, "%s", kernels_isa());
            cr_assert_float_eq((double)dx[r * channels + c], slope, 1e-5, "%s: %zu of %zu", kernels_isa(), c, channels);
        }
    }
}

Test(rows, are_normalized_in_place_too)
{
    static struct arrays t;
    static float y[COUNT], dx[COUNT];
    arrays_open(&t);
    FOR_EACH_ISA
    {
        for (size_t channels = 1; channels <= CHANNELS; channels++) {
            memcpy(y, t.y, sizeof y);
            normalize_rows(t.a, y, 0.25f, ROWS, channels);
            cr_assert_eq(y[ROWS * channels], t.y[ROWS * channels]);
            memcpy(dx, t.y, sizeof dx);
            normalize_rows_backward(t.a, t.b, dx, 0.25f, ROWS, channels);
            cr_assert_eq(dx[ROWS * channels], t.y[ROWS * channels]);
            check_normalized(&t, y, dx, channels);
            memcpy(y, t.a, sizeof y);
            normalize_rows(y, y, 0.25f, ROWS, channels);
            memcpy(dx, t.b, sizeof dx);
            normalize_rows_backward(t.a, dx, dx, 0.25f, ROWS, channels);
            check_normalized(&t, y, dx, channels);
        }
    }
}
