#ifndef OPTIM_OPTIMIZER_H
#define OPTIM_OPTIMIZER_H

#include "base/arena.h"
#include "config/fields.h"

#include <stdint.h>

/* From gradients to new parameters, on flat arrays. To add one: a file optim_NAME.c and a row in optimizer.c. */

/* The `optimizer` group of an experiment, less its schedule. Each optimizer reads the numbers it knows. */
struct optimizer_options {
    int type;            /* row of optimizer_table */
    double lr;           /* learning rate */
    double momentum;     /* sgd */
    bool nesterov;       /* sgd */
    double beta1, beta2; /* adam, adamw */
    double epsilon;      /* adam, adamw */
    double weight_decay; /* sgd, adam: added to the gradient, times w; adamw: w shrinks by lr * weight_decay */
    double clip;         /* largest norm of the whole gradient; 0: any */
};

/* One update of some of the parameters. */
struct optimizer_slice {
    const struct optimizer_options *options;
    double lr;    /* of this step, schedule included */
    int64_t step; /* from 1 */
    float scale;  /* the gradient is multiplied by it: clipping */
    size_t count;
    float *w; /* overwritten */
    const float *dw;
    float *state[2]; /* overwritten; 0 before the first step */
};

struct optimizer_type {
    struct named named;
    int states;                                          /* arrays of the parameters' size that it keeps */
    const char *const state_names[2];                    /* in checkpoints */
    bool (*update)(const struct optimizer_slice *slice); /* returns whether every w is finite still */
};

extern const struct optimizer_type optimizer_sgd, optimizer_adam, optimizer_adamw;

/* Every optimizer; ends with NULL. Each element is the first member of an optimizer_type. */
extern const struct named *const optimizer_table[];

struct optimizer {
    const struct optimizer_type *type;
    struct optimizer_options options;
    size_t count;    /* parameters */
    int64_t step;    /* updates done */
    double norm;     /* of the last gradient, before clipping; 0 where nothing is clipped */
    float *state[2]; /* in the arena */
    double *partial; /* in the arena: sums of squares by piece */
};

void optimizer_reserve(struct optimizer *optimizer, const struct optimizer_options *options, size_t count,
                       struct arena *arena);

/* w takes one step along dw at learning rate lr. Returns whether every w is finite still: a gradient that isn't spoils
 * them, and so does a step that is too long. */
bool optimizer_step(struct optimizer *optimizer, double lr, int threads, float *w, const float *dw);

#endif
