#include "optim/adam.h"

#include "config/field_rows.h"
#include "kernels/kernels.h"

#include <math.h>

const struct field adam_fields[] = {
    ROW("beta1", FIELD_NUMBER, adam, beta1, "0.9", 0, 0.9999999, "first moment"),
    ROW("beta2", FIELD_NUMBER, adam, beta2, "0.999", 0, 0.9999999, "second moment"),
    ROW("epsilon", FIELD_NUMBER, adam, epsilon, "1e-8", 0, 1, "added to the root"),
    {0},
};

bool adam_update(const struct optimizer_slice *s, float coupled_decay, float shrink)
{
    const struct adam *own = s->options->own;
    double correction1 = 1 - pow(own->beta1, (double)s->step);
    double correction2 = 1 - pow(own->beta2, (double)s->step);
    struct adam_rates rates = {
        .scale = s->scale,
        .decay = coupled_decay,
        .shrink = shrink,
        .beta1 = (float)own->beta1,
        .rest1 = (float)(1 - own->beta1),
        .beta2 = (float)own->beta2,
        .rest2 = (float)(1 - own->beta2),
        .rate = (float)(s->lr / correction1),
        .root = (float)(1 / sqrt(correction2)),
        .epsilon = (float)own->epsilon,
    };
    return adam_step(&rates, s->dw, s->w, s->state[0], s->state[1], s->count);
}

static bool update(const struct optimizer_slice *slice)
{
    return adam_update(slice, (float)slice->options->weight_decay, 1.0f);
}

const struct optimizer_type optimizer_adam = {
    .named = {"adam", "steps scaled by running moments of the gradient", adam_fields, sizeof(struct adam)},
    .states = 2,
    .state_names = {"first_moment", "second_moment"},
    .update = update,
};
