#include "forger/random.h"
#include "kernels/kernels.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>

/* Every instruction set against a search of every window, with the border cut off. */

static void check_pooling(struct pooling p, int count)
{
    int in = p.height * p.width * p.channels, out = p.out_height * p.out_width * p.channels;
    size_t inputs = (size_t)count * (size_t)in, outputs = (size_t)count * (size_t)out;
    float *x = malloc(inputs * sizeof *x), *y = malloc(outputs * sizeof *y);
    float *dy = malloc(outputs * sizeof *dy), *dx = malloc(inputs * sizeof *dx);
    float *expected = calloc(inputs, sizeof *expected);
    uint8_t *winner = malloc(outputs);
    struct fg_random random = fg_random_stream(1, FG_PURPOSE_SYNTHETIC, 0, 0);
    for (int i = 0; i < count * in; i++) {
        x[i] = fg_random_normal(&random);
        dx[i] = 99.0f;
    }
    for (int i = 0; i < count * out; i++) {
        dy[i] = fg_random_normal(&random);
    }
    max_pool_forward(&p, count, x, y, winner);
    max_pool_backward(&p, count, dy, winner, dx);
    for (int o = 0; o < count * out; o++) {
        int c = o % p.channels, j = o / p.channels % p.out_width, i = o / p.channels / p.out_width % p.out_height;
        int best = -1;
        for (int k = 0; k < p.size * p.size; k++) {
            int row = i * p.stride + k / p.size, column = j * p.stride + k % p.size;
            int place = o / out * in + (row * p.width + column) * p.channels + c;
            if (row < p.height && column < p.width && (best < 0 || x[place] > x[best])) {
                best = place;
            }
        }
        cr_assert_eq(y[o], x[best]);
        expected[best] += dy[o];
    }
    for (int i = 0; i < count * in; i++) {
        cr_assert_float_eq(dx[i], expected[i], 1e-5f);
    }
    free(x);
    free(y);
    free(dy);
    free(dx);
    free(expected);
    free(winner);
}

static void check_windows(int channels)
{
    for (int size = 1; size <= 4; size++) {
        for (int stride = 1; stride <= 4; stride++) {
            for (int height = 1; height <= 7; height++) {
                int width = 8 - height;
                check_pooling((struct pooling){height, width, channels, size, stride, (height + stride - 1) / stride,
                                               (width + stride - 1) / stride},
                              2);
            }
        }
    }
}

/* Few channels, and as many as leave a part of a vector over. */
Test(pooling, finds_the_largest_of_each_window)
{
    for (int isa = 0; kernels_at(isa); isa++) {
        kernels_use(kernels_at(isa));
        check_windows(3);
        check_windows(37);
    }
}

Test(pooling, the_first_of_equals_wins)
{
    struct pooling p = {2, 2, 1, 2, 2, 1, 1};
    const float x[4] = {1, 2, 2, 2}, dy = 5;
    float y, dx[4];
    uint8_t winner;
    max_pool_forward(&p, 1, x, &y, &winner);
    max_pool_backward(&p, 1, &dy, &winner, dx);
    cr_assert(y == 2 && dx[0] == 0 && dx[1] == 5 && dx[2] == 0 && dx[3] == 0);
}

Test(pooling, the_largest_window_fits_its_byte)
{
    check_pooling((struct pooling){15, 15, 1, 15, 15, 1, 1}, 3);
}
