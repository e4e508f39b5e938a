#ifndef NN_PLAN_H
#define NN_PLAN_H

#include "nn/net.h"

/* What a sweep does, stage after stage: worked out once, when a pass is reserved. */

enum stage_kind {
    STAGE_TILES,   /* tiles of each shard go through layers, and leave their part of what the layer after needs of the
                      batch */
    STAGE_SHARDS,  /* the shards' gradients of those layers' parameters are added */
    STAGE_COMBINE, /* a layer makes of the shards' statistics what it needs of the batch */
    STAGE_PIECES,  /* a layer does the whole batch in pieces */
};

struct stage {
    enum stage_kind kind;
    int begin, end;              /* layers, counted in the order of the sweep; of the last two kinds it is one */
    const struct layer *gathers; /* of tiles: the layer, or NULL, whose statistics they leave */
    double operations;           /* an example: about how many multiply-adds, forward; backward twice as many at most */
};

struct plan {
    struct stage *stages;
    int count;
};

/* How gradients go backward through a layer. */
struct gradient_flow {
    bool reached;                /* some gradient that the caller fills comes to it */
    bool adds[LAYER_INPUTS_MAX]; /* a later layer has left a gradient for this input before: what it gives is added */
};

/* The layer that comes in a sweep as number `place`. */
const struct layer *sweep_layer(const struct net *net, enum sweep sweep, int place);

/* training: layers that need statistics of the batch gather them. The caller frees plan->stages. */
bool plan_make(struct plan *plan, const struct net *net, enum sweep sweep, bool training, struct fg_error *error);

/* seeds: a mask of the outputs whose gradients the caller fills. flow: one a layer, all zero. inputs: a mask of
 * NET_INPUT(k) for the inputs that some gradient comes to. */
bool plan_gradients(struct gradient_flow *flow, unsigned *inputs, const struct net *net, unsigned seeds,
                    struct fg_error *error);

/* Whether a layer adds its gradients up shard by shard, in tiles. */
bool layer_is_sharded(const struct layer *layer);

#endif
