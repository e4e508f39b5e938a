#include "optim/adam.h"

#include <math.h>

void adam_update(const struct optimizer_slice *s, float coupled_decay, float shrink)
{
    const struct optimizer_options *options = s->options;
    float beta1 = (float)options->beta1, beta2 = (float)options->beta2, epsilon = (float)options->epsilon;
    double correction1 = 1 - pow(options->beta1, (double)s->step);
    double correction2 = 1 - pow(options->beta2, (double)s->step);
    float rate = (float)(s->lr / correction1), root = (float)(1 / sqrt(correction2));
    float rest1 = (float)(1 - options->beta1), rest2 = (float)(1 - options->beta2);
    float *first = s->state[0], *second = s->state[1];
    for (size_t i = 0; i < s->count; i++) {
        float w = shrink * s->w[i];
        float gradient = s->scale * s->dw[i] + coupled_decay * w;
        first[i] = beta1 * first[i] + rest1 * gradient;
        second[i] = beta2 * second[i] + rest2 * gradient * gradient;
        s->w[i] = w - rate * first[i] / (sqrtf(second[i]) * root + epsilon);
    }
}

static void update(const struct optimizer_slice *slice)
{
    adam_update(slice, (float)slice->options->weight_decay, 1.0f);
}

const struct optimizer_type optimizer_adam = {
    .named = {"adam", "steps scaled by running moments of the gradient"},
    .states = 2,
    .state_names = {"first_moment", "second_moment"},
    .update = update,
};
