#include "kernels/vector.h"

#include <stdint.h>

/* tanh and sigmoid without branches or calls, so that the compilers turn their loops into vectors. */

/* exp(x) = power * (1 + rest), to about 1 unit of the last place. x = n log 2 + r with |r| <= log(2) / 2; power = 2^n,
 * written into a float's exponent; rest = exp(r) - 1 by its Taylor polynomial. Adding `round` leaves n in the lowest
 * bits of the sum; log 2 is taken off in two parts, of which the first times n is exact. x is held within the exponents
 * that there are; not a number stays so. */
struct exponential {
    float power, rest;
};

INLINE struct exponential exponential(float x)
{
    const float round = 0x1.8p23f;
    x = x > 88.0f ? 88.0f : x;
    x = x < -87.0f ? -87.0f : x;
    float shifted = x * 0x1.715476p0f + round, n = shifted - round;
    float r = (x - n * 0x1.62e4p-1f) - n * 0x1.7f7d1cp-20f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    uint32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 23) + 0x3f800000u;
    struct exponential result = {.rest = p * (r * r) + r};
    memcpy(&result.power, &bits, sizeof bits);
    return result;
}

/* Away from 0: 1 - 2 / (exp(2 x) + 1). Near 0, where that loses digits, the Taylor polynomial. */
void ISA(tanh_forward)(const float *x, float *y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        float square = x[i] * x[i];
        float p = -929569.0f / 638512875;
        p = p * square + 21844.0f / 6081075;
        p = p * square - 1382.0f / 155925;
        p = p * square + 62.0f / 2835;
        p = p * square - 17.0f / 315;
        p = p * square + 2.0f / 15;
        p = p * square - 1.0f / 3;
        float near = x[i] + x[i] * (square * p);
        struct exponential exp = exponential(2.0f * x[i]);
        float far = 1.0f - 2.0f / (exp.power * exp.rest + (exp.power + 1.0f));
        y[i] = square < 0.25f ? near : far;
    }
}

void ISA(sigmoid_forward)(const float *x, float *y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct exponential exp = exponential(-x[i]);
        y[i] = 1.0f / (1.0f + (exp.power * exp.rest + exp.power));
    }
}
