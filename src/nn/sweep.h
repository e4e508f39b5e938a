#ifndef NN_SWEEP_H
#define NN_SWEEP_H

#include "nn/pass.h"

/* What the files of a pass share. */

/* A sweep at work. */
struct sweep_run {
    const struct pass *pass;
    enum sweep sweep;
    enum gradients parameters; /* backward */
    unsigned wanted;           /* backward: whose gradients are asked for, as net_value.depends names them */
};

/* All stages of the pass's plan, after the layers' parameters are arranged. */
void sweep_go(const struct sweep_run *run);

/* What a layer sees of the examples first..first+count-1; gradients and dx are NULL, for the caller to set. */
struct layer_work pass_work(const struct pass *pass, const struct layer *layer, int first, int count, int shard,
                            int worker);

/* Whether the sweep wants a layer done, and the gradient of a value. */
bool sweep_wants_layer(const struct sweep_run *run, const struct layer *layer);
bool sweep_wants_gradient(const struct sweep_run *run, int value);

/* Every wanted layer's parameters in the order that the sweep reads them in. */
void sweep_arrange(const struct sweep_run *run);

/* Where backward leaves gradients. backward_clear: 0 in those that no layer will give. */
void backward_clear(const struct sweep_run *run);
void backward_clear_shard(const struct sweep_run *run, const struct layer *layer, int shard);
void backward_examples(const struct sweep_run *run, const struct layer *layer, struct layer_work *work, int shard);
void backward_add_shards(const struct sweep_run *run, const struct layer *layer);

/* Set dx and gradients of a layer that works on the whole batch. */
void backward_point(const struct sweep_run *run, const struct layer *layer, struct layer_work *work);

#endif
