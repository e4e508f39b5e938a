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

/* The share of a standard normal distribution below x: half of erfc(-x / sqrt(2)). erfc(z) is t exp(p(t) - z^2) for
 * z >= 0, with t = 1 / (1 + z / 2) and a polynomial p, fitted at Chebyshev's points: within 7e-9 of the value. */
INLINE double normal_share(double x)
{
    double z = (x < 0 ? -x : x) * 0.70710678118654752, t = 1.0 / (1.0 + 0.5 * z);
    double p = 0.06308584661963806;
    p = p * t - 0.556795505497258;
    p = p * t + 1.982286604732174;
    p = p * t - 3.6969153486397843;
    p = p * t + 3.822577486568517;
    p = p * t - 2.122718110722828;
    p = p * t + 0.7125918632668338;
    p = p * t - 0.3379492584991305;
    p = p * t - 0.05647743245221401;
    p = p * t + 0.08070750284452052;
    p = p * t + 0.37512063168573495;
    p = p * t + 0.999997834356479;
    p = p * t - 1.2655121170707249;
    double tail = 0.5 * t * exponential(p - z * z);
    return x < 0 ? tail : 1.0 - tail;
}

INLINE double normal_density(double x)
{
    return 0.39894228040143268 * exponential(-0.5 * x * x);
}

/* log(1 + exp(x)) = max(x, 0) + log(1 + u) with u = exp(-|x|), and log(1 + u) = 2 artanh(s) with s = u / (2 + u), by
 * its series: s is 1/3 at most. */
INLINE float soft_plus(float x)
{
    double u = exponential(x < 0 ? (double)x : -(double)x), s = u / (2.0 + u), square = s * s;
    double p = 1.0 / 17;
    p = p * square + 1.0 / 15;
    p = p * square + 1.0 / 13;
    p = p * square + 1.0 / 11;
    p = p * square + 1.0 / 9;
    p = p * square + 1.0 / 7;
    p = p * square + 1.0 / 5;
    p = p * square + 1.0 / 3;
    p = p * square + 1.0;
    return (float)((x < 0 ? 0.0 : (double)x) + 2.0 * s * p);
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
