#include "optim/average.h"

#include <criterion/criterion.h>

#include <math.h>

Test(average, first_update_takes_nine_tenths)
{
    float average[2] = {1, 0};
    const float x[2] = {2, 10};
    average_update(average, x, 2, 0.999, 0, 1);
    cr_assert_float_eq(average[0], 1.9f, 1e-6f);
    cr_assert_float_eq(average[1], 9.0f, 1e-5f);
}

/* Against the formula in float64, past the point where decay takes over. */
Test(average, follows_its_formula)
{
    float average[3] = {0.5f, -1, 2};
    double expected[3] = {0.5, -1, 2};
    for (int t = 0; t < 200; t++) {
        float x[3];
        for (int i = 0; i < 3; i++) {
            x[i] = sinf((float)(t + i));
            double d = fmin(0.9, (1.0 + t) / (10.0 + t));
            expected[i] += (1 - d) * ((double)x[i] - expected[i]);
        }
        average_update(average, x, 3, 0.9, t, 1);
    }
    for (int i = 0; i < 3; i++) {
        cr_assert_float_eq((double)average[i], expected[i], 1e-6);
    }
}

Test(average, converges_to_what_stays)
{
    float average = 0;
    const float x = 3;
    for (int t = 0; t < 20000; t++) {
        average_update(&average, &x, 1, 0.999, t, 1);
    }
    cr_assert_float_eq(average, 3.0f, 1e-4f);
}
