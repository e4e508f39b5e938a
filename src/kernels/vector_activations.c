#include "kernels/vector.h"

#include <stdint.h>

/* The kernels of activation_list.h, and the functions that its rows may use: without branches or calls, so that the
 * compilers turn loops into vectors. They compute in double, where the short polynomial's error of 1e-8 is the only
 * one: the results are the nearest float, or the one beside it. */

/* exp(x) = 2^n exp(r) with x = n log 2 + r, |r| <= log(2) / 2. Adding `round` leaves n in the lowest bits of the sum,
 * from where it is written into a double's exponent. exp(r) by its Taylor polynomial. x is held where the exponents
 * reach and floats don't; not a number stays so. */
INLINE double exponential(double x)
{
    const double round = 0x1.8p52;
    x = x > 200.0 ? 200.0 : x;
    x = x < -200.0 ? -200.0 : x;
    double shifted = x * 0x1.71547652b82fep0 + round;
    double r = x - (shifted - round) * 0x1.62e42fefa39efp-1;
    double p = 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 52) + 0x3ff0000000000000u;
    double power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

/* 1 - 2 / (exp(2 x) + 1), and x where |x| is so small that the double would lose digits: there |x - tanh(x)| < 1e-8
 * |x|.
 */
INLINE float hyperbolic_tangent(float x)
{
    double power = exponential(2.0 * (double)x);
    float far = (float)((power - 1.0) / (power + 1.0));
    return x * x < 0x1p-26f ? x : far;
}

INLINE float logistic(float x)
{
    return (float)(1.0 / (1.0 + exponential(-(double)x)));
}

/* The compilers turn these loops into vectors. Not every row has use for a. */
#define ACTIVATION(name, read, value, slope)                                                                           \
    void ISA(name##_forward)(const float *from, float *to, float a, size_t count)                                      \
    {                                                                                                                  \
        (void)a;                                                                                                       \
        for (size_t i = 0; i < count; i++) {                                                                           \
            float x = from[i];                                                                                         \
            to[i] = value;                                                                                             \
        }                                                                                                              \
    }                                                                                                                  \
    void ISA(name##_backward)(const float *seen, const float *dy, float *dx, float a, size_t count)                    \
    {                                                                                                                  \
        (void)a;                                                                                                       \
        for (size_t i = 0; i < count; i++) {                                                                           \
            float read = seen[i];                                                                                      \
            dx[i] = dy[i] * (slope);                                                                                   \
        }                                                                                                              \
    }
#include "kernels/activation_list.h"
