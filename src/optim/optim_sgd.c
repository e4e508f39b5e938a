#include "optim/optimizer.h"

#include <float.h>
#include <math.h>

/* Stochastic gradient descent with momentum: g = dw + weight_decay w; v = momentum v + g (v = g at the first step);
 * w -= lr v, or with Nesterov's (Sutskever et al. 2013) w -= lr (g + momentum v). */
static bool update(const struct optimizer_slice *s)
{
    float lr = (float)s->lr, momentum = (float)s->options->momentum, decay = (float)s->options->weight_decay;
    float *velocity = s->state[0];
    int spoiled = 0;
    for (size_t i = 0; i < s->count; i++) {
        float gradient = s->scale * s->dw[i] + decay * s->w[i];
        velocity[i] = momentum * velocity[i] + gradient;
        s->w[i] -= lr * (s->options->nesterov ? gradient + momentum * velocity[i] : velocity[i]);
        spoiled |= !(fabsf(s->w[i]) <= FLT_MAX);
    }
    return !spoiled;
}

const struct optimizer_type optimizer_sgd = {
    .named = {.name = "sgd", .help = "stochastic gradient descent, with momentum"},
    .states = 1,
    .state_names = {"velocity"},
    .update = update,
};
