#include "config/field_rows.h"
#include "optim/optimizer.h"

#include <float.h>
#include <math.h>

struct rmsprop {
    double alpha, epsilon, momentum;
};

static const struct field fields[] = {
    ROW("alpha", FIELD_NUMBER, rmsprop, alpha, "0.99", 0, 0.9999999, "share of the past in the mean square"),
    ROW("epsilon", FIELD_NUMBER, rmsprop, epsilon, "1e-8", 0, 1, "added to the root"),
    ROW("momentum", FIELD_NUMBER, rmsprop, momentum, "0", 0, 1, "share of the last update that is kept"),
    {0},
};

/* Tieleman and Hinton 2012, lecture 6.5, as PyTorch has it: g = dw + weight_decay w; s = alpha s + (1 - alpha) g^2;
 * v = momentum v + g / (sqrt(s) + epsilon); w -= lr v. */
static bool update(const struct optimizer_slice *slice)
{
    const struct rmsprop *own = slice->options->own;
    float lr = (float)slice->lr, decay = (float)slice->options->weight_decay, momentum = (float)own->momentum;
    float alpha = (float)own->alpha, rest = (float)(1 - own->alpha), epsilon = (float)own->epsilon;
    float *square = slice->state[0], *velocity = slice->state[1];
    int spoiled = 0;
    for (size_t i = 0; i < slice->count; i++) {
        float gradient = slice->scale * slice->dw[i] + decay * slice->w[i];
        square[i] = alpha * square[i] + rest * gradient * gradient;
        velocity[i] = momentum * velocity[i] + gradient / (sqrtf(square[i]) + epsilon);
        slice->w[i] -= lr * velocity[i];
        spoiled |= !(fabsf(slice->w[i]) <= FLT_MAX);
    }
    return !spoiled;
}

const struct optimizer_type optimizer_rmsprop = {
    .named = {"rmsprop", "steps scaled by the running root mean square", fields, sizeof(struct rmsprop)},
    .states = 2,
    .state_names = {"mean_square", "velocity"},
    .update = update,
};
