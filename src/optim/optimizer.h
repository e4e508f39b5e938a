#ifndef OPTIM_OPTIMIZER_H
#define OPTIM_OPTIMIZER_H

#include "base/arena.h"
#include "config/course.h"

#include <float.h>
#include <stdint.h>

/* From gradients to new parameters, on flat arrays. To add one: a file optim_NAME.c and a row in optimizer.c. */

/* The `optimizer` group of an experiment, less its schedule. */
struct optimizer_options {
    int type;            /* row of optimizer_table */
    const void *own;     /* the fields of that row */
    struct course lr;    /* learning rate */
    double weight_decay; /* added to the gradient, times w; adamw: w shrinks by lr * weight_decay */
    double clip;         /* largest norm of the whole gradient; 0: any */
};

/* Rows of a struct that begins with the options; for sources that include config/field_rows.h. */
#define OPTIMIZER_ROWS                                                                                                 \
    CHOICE("type", optimizer_options, type, "adam", optimizer_table, "which optimizer",                                \
           .fixed = "the run's sums of gradients are this optimizer's"),                                               \
        ROW("lr", FIELD_COURSE, optimizer_options, lr, "0.001", 0, 1000, "learning rate"),                             \
        OWN("type", optimizer_options, own),                                                                           \
        ROW("weight_decay", FIELD_NUMBER, optimizer_options, weight_decay, "0", 0, 10, "pull of the weights to 0"),    \
        ROW("clip", FIELD_NUMBER, optimizer_options, clip, "0", 0, FLT_MAX, "largest norm of the gradient; 0: any")

extern const struct field optimizer_fields[];

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
