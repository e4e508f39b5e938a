#include "kernels/vector.h"

#include <float.h>
#include <math.h>

bool ISA(adam_step)(const struct adam_rates *rates, const float *dw, float *w, float *first, float *second,
                    size_t count)
{
    const struct adam_rates r = *rates;
    int spoiled = 0;
    for (size_t i = 0; i < count; i++) {
        float shrunk = r.shrink * w[i];
        float gradient = r.scale * dw[i] + r.decay * shrunk;
        first[i] = r.beta1 * first[i] + r.rest1 * gradient;
        second[i] = r.beta2 * second[i] + r.rest2 * gradient * gradient;
        w[i] = shrunk - r.rate * first[i] / (sqrtf(second[i]) * r.root + r.epsilon);
        spoiled |= !(fabsf(w[i]) <= FLT_MAX);
    }
    return !spoiled;
}
