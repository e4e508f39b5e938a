#ifndef NN_CONSTRAINT_H
#define NN_CONSTRAINT_H

#include "nn/layer.h"

/* What keeps a layer's weights within bounds: the layer works with effective weights, which are made of the raw ones
 * that the optimizer changes. One file, constraint_NAME.c, and one row in constraint.c. */

/* A layer's weight at work, as a matrix: (all other dimensions, outputs). */
struct constrained {
    size_t rows, columns;
    const float *raw;
    float *effective;
    float *buffers[LAYER_TENSORS_MAX]; /* those that set-up has added, among the net's */
};

struct constraint_type {
    struct named named;

    /* Add the buffers that it needs to the layer. */
    void (*setup)(struct layer *layer, size_t rows, size_t columns);

    /* With the raw weights of a new net: fill the buffers. seed, stream, layer: for random numbers. */
    void (*initialize)(const struct constrained *weight, uint64_t seed, uint32_t stream, uint32_t layer);

    /* effective from raw. refine: take what an update needs once into the buffers first. */
    void (*apply)(const struct constrained *weight, bool refine);

    /* gradient: that of the effective weights becomes that of the raw. */
    void (*gradient)(const struct constrained *weight, float *gradient);
};

/* Every constraint; ends with NULL. Each element is the first member of a constraint_type. */
extern const struct named *const constraint_table[];

/* A layer's first parameter, where it is a weight that may be constrained: a matrix with its fans. */
bool constraint_fits(const struct layer *layer);
void constraint_set(struct layer *layer, const struct constraint_type *type);
struct constrained constraint_weight(const struct layer *layer, const float *parameters, float *effective,
                                     float *buffers);

#endif
