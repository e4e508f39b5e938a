#include "optim/adam.h"

#include "kernels/kernels.h"

#include <math.h>

bool adam_update(const struct optimizer_slice *s, float coupled_decay, float shrink)
{
    const struct optimizer_options *options = s->options;
    double correction1 = 1 - pow(options->beta1, (double)s->step);
    double correction2 = 1 - pow(options->beta2, (double)s->step);
    struct adam_rates rates = {
        .scale = s->scale,
        .decay = coupled_decay,
        .shrink = shrink,
        .beta1 = (float)options->beta1,
        .rest1 = (float)(1 - options->beta1),
        .beta2 = (float)options->beta2,
        .rest2 = (float)(1 - options->beta2),
        .rate = (float)(s->lr / correction1),
        .root = (float)(1 / sqrt(correction2)),
        .epsilon = (float)options->epsilon,
    };
    return adam_step(&rates, s->dw, s->w, s->state[0], s->state[1], s->count);
}

static bool update(const struct optimizer_slice *slice)
{
    return adam_update(slice, (float)slice->options->weight_decay, 1.0f);
}

const struct optimizer_type optimizer_adam = {
    .named = {.name = "adam", .help = "steps scaled by running moments of the gradient"},
    .states = 2,
    .state_names = {"first_moment", "second_moment"},
    .update = update,
};
