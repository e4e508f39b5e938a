#include "config/field_rows.h"
#include "optim/optimizer.h"

#include <float.h>
#include <math.h>

struct sgd {
    double momentum;
    bool nesterov;
};

static const struct field fields[] = {
    ROW("momentum", FIELD_NUMBER, sgd, momentum, "0.9", 0, 1, "share of the last update that is kept"),
    ROW("nesterov", FIELD_BOOL, sgd, nesterov, "false", 0, 0, "Nesterov's momentum"),
    {0},
};

/* Stochastic gradient descent with momentum: g = dw + weight_decay w; v = momentum v + g (v = g at the first step);
 * w -= lr v, or with Nesterov's (Sutskever et al. 2013) w -= lr (g + momentum v). */
static bool update(const struct optimizer_slice *s)
{
    const struct sgd *own = s->options->own;
    float lr = (float)s->lr, momentum = (float)own->momentum, decay = (float)s->options->weight_decay;
    float *velocity = s->state[0];
    int spoiled = 0;
    for (size_t i = 0; i < s->count; i++) {
        float gradient = s->scale * s->dw[i] + decay * s->w[i];
        velocity[i] = momentum * velocity[i] + gradient;
        s->w[i] -= lr * (own->nesterov ? gradient + momentum * velocity[i] : velocity[i]);
        spoiled |= !(fabsf(s->w[i]) <= FLT_MAX);
    }
    return !spoiled;
}

const struct optimizer_type optimizer_sgd = {
    .named = {"sgd", "stochastic gradient descent, with momentum", fields, sizeof(struct sgd)},
    .states = 1,
    .state_names = {"velocity"},
    .update = update,
};
