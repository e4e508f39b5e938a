#include "optim/adam.h"

/* Adam with decoupled weight decay (Loshchilov and Hutter 2019): w shrinks by lr weight_decay w, beside Adam's step. */
static bool update(const struct optimizer_slice *slice)
{
    return adam_update(slice, 0.0f, (float)(1 - slice->lr * slice->options->weight_decay));
}

const struct optimizer_type optimizer_adamw = {
    .named = {"adamw", "adam with decoupled weight decay", adam_fields, sizeof(struct adam)},
    .states = 2,
    .state_names = {"first_moment", "second_moment"},
    .update = update,
};
