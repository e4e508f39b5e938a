#include "kernels/shards.h"
#include "kernels_support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* Every instruction set against double sums and the C library; with counts that leave a part of a vector over. */

enum { ROWS = 133, CHANNELS = 37, COUNT = ROWS * CHANNELS };

struct arrays {
    float x[COUNT], dy[COUNT], y[COUNT];
    float a[CHANNELS], b[CHANNELS], c[CHANNELS];
};

static void arrays_open(struct arrays *arrays)
{
    kernels_draw(arrays->x, COUNT, 1, 0);
    kernels_draw(arrays->dy, COUNT, 1, 1);
    kernels_draw(arrays->y, COUNT, 1, 2);
    kernels_draw(arrays->a, CHANNELS, 1, 3);
    kernels_draw(arrays->b, CHANNELS, 1, 4);
    kernels_draw(arrays->c, CHANNELS, 1, 5);
}

static void near(float got, double want, double most, const char *what)
{
    cr_assert(fabs((double)got - want) <= most, "%s, %s: got %.9g, want %.9g", kernels_isa(), what, (double)got, want);
}

Test(elementwise, no_count_is_overrun)
{
    struct arrays t, before;
    arrays_open(&before);
    FOR_EACH_ISA
    {
        for (size_t count = 0; count < 70; count++) {
            t = before;
            add(t.y, t.x, t.dy, count);
            average_to(t.dy, t.x, 0.25f, count);
            for (size_t i = 0; i < count; i++) {
                cr_assert_eq(t.y[i], t.x[i] + before.dy[i]);
                near(t.dy[i], 0.75 * (double)before.dy[i] + 0.25 * (double)t.x[i], 1e-6, "average_to");
            }
            cr_assert_eq(t.y[count], before.y[count]);
            cr_assert_eq(t.dy[count], before.dy[count]);
        }
    }
}

Test(elementwise, add_to_adds)
{
    struct arrays t, before;
    FOR_EACH_ISA
    {
        arrays_open(&t);
        before = t;
        add_to(t.y, t.x, COUNT);
        for (size_t i = 0; i < COUNT; i++) {
            cr_assert_eq(t.y[i], before.y[i] + t.x[i]);
        }
    }
}

Test(elementwise, add_tree_adds_in_the_tree)
{
    enum { STRIDE = COUNT / SHARDS };
    struct arrays t, before;
    FOR_EACH_ISA
    {
        arrays_open(&t);
        before = t;
        add_tree(t.x, STRIDE, STRIDE, false, t.y);
        add_tree(t.x, STRIDE, STRIDE - 1, true, t.dy);
        for (int i = 0; i < STRIDE; i++) {
            float level[SHARDS];
            for (int shard = 0; shard < SHARDS; shard++) {
                level[shard] = t.x[shard * STRIDE + i];
            }
            for (int width = SHARDS / 2; width > 0; width /= 2) {
                for (int k = 0; k < width; k++) {
                    level[k] = level[2 * k] + level[2 * k + 1];
                }
            }
            cr_assert_eq(t.y[i], level[0], "%s: %d", kernels_isa(), i);
        }
        cr_assert_eq(t.y[STRIDE], before.y[STRIDE]);
        for (int i = 0; i < STRIDE; i++) {
            cr_assert_eq(t.dy[i], before.dy[i] + (i < STRIDE - 1 ? t.y[i] : 0.0f), "%s: %d", kernels_isa(), i);
        }
    }
}

Test(elementwise, channels)
{
    struct arrays t;
    FOR_EACH_ISA
    {
        arrays_open(&t);
        scale_shift(t.x, t.a, t.b, t.y, ROWS, CHANNELS);
        for (size_t i = 0; i < COUNT; i++) {
            double a = (double)t.a[i % CHANNELS], b = (double)t.b[i % CHANNELS];
            near(t.y[i], a * (double)t.x[i] + b, 2e-6, "scale_shift");
        }
        combine_channels(t.dy, t.x, t.a, t.b, t.c, t.y, ROWS, CHANNELS);
        for (size_t i = 0; i < COUNT; i++) {
            double a = (double)t.a[i % CHANNELS], b = (double)t.b[i % CHANNELS], c = (double)t.c[i % CHANNELS];
            near(t.y[i], a * (double)t.dy[i] + b * (double)t.x[i] + c, 4e-6, "combine_channels");
        }
    }
}

/* For 1..CHANNELS channels, so that every way to the end of a row is gone. */
Test(elementwise, sums_over_rows)
{
    struct arrays t;
    FOR_EACH_ISA
    {
        arrays_open(&t);
        for (size_t channels = 1; channels <= CHANNELS; channels++) {
            float sums[CHANNELS];
            double sum[CHANNELS], square[CHANNELS], dy_sum[CHANNELS], product[CHANNELS];
            for (size_t c = 0; c < channels; c++) {
                sums[c] = 1.0f;
                sum[c] = square[c] = dy_sum[c] = product[c] = 1.0;
            }
            sum_rows(t.x, sums, ROWS, channels);
            sum_squares(t.x, sum, square, ROWS, channels);
            sum_products(t.dy, t.x, t.a, dy_sum, product, ROWS, channels);
            for (size_t c = 0; c < channels; c++) {
                double want[4] = {1, 1, 1, 1};
                for (size_t i = c; i < ROWS * channels; i += channels) {
                    double x = (double)t.x[i], dy = (double)t.dy[i];
                    want[0] += x;
                    want[1] += x * x;
                    want[2] += dy;
                    want[3] += dy * (x - (double)t.a[c]);
                }
                near(sums[c], want[0], 2e-5, "sum_rows");
                cr_assert_float_eq(sum[c], want[0], 1e-10);
                cr_assert_float_eq(square[c], want[1], 1e-10);
                cr_assert_float_eq(dy_sum[c], want[2], 2e-5);
                cr_assert_float_eq(product[c], want[3], 2e-5);
            }
        }
    }
}

Test(elementwise, may_be_in_place)
{
    struct arrays t;
    FOR_EACH_ISA
    {
        arrays_open(&t);
        scale_shift(t.x, t.a, t.b, t.y, ROWS, CHANNELS);
        scale_shift(t.x, t.a, t.b, t.x, ROWS, CHANNELS);
        cr_assert_arr_eq(t.x, t.y, sizeof t.x);
    }
}
