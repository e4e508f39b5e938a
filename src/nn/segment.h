#ifndef NN_SEGMENT_H
#define NN_SEGMENT_H

#include "nn/pass.h"

/* What the pass_*.c share. */

/* A run of layers, begin..end-1, that a tile goes through before the next tile. */
struct segment {
    struct pass *pass;
    int begin, end;
    const struct layer *statistics; /* the layer, or NULL, whose statistics of the batch are gathered at the end */
    enum gradients parameters;      /* backward */
    bool input;                     /* backward: whether its gradient is wanted */
};

/* A layer at work on the whole batch. */
struct whole {
    const struct segment *segment;
    const struct layer *layer;
};

/* What a layer sees of the examples first..first+count-1; gradients and dx are NULL, for the caller to set. */
struct layer_work pass_work(const struct pass *pass, const struct layer *layer, int first, int count, int shard,
                            int worker);

/* About how many multiply-adds the layers begin..end-1 are, forward; backward twice as many at most. */
double pass_operations(const struct pass *pass, int begin, int end);

/* Whether a layer's result for one example depends on the others in this pass. */
bool pass_needs_batch(const struct pass *pass, const struct layer *layer);

/* Whether it is not to be in a segment with the layer before it, as it needs the batch or works in pieces. */
bool pass_ends_segment(const struct pass *pass, const struct layer *layer);

/* Whether a value's gradient is wanted: those of layers before the first trained one, and of the net's input, are made
 * only when asked for. */
bool pass_wants_gradient(const struct pass *pass, int value, bool input);

/* Every layer's parameters in the order that the direction reads them in. */
void pass_arrange(const struct pass *pass, enum direction direction, bool input);

/* Whether a layer adds its gradients up shard by shard. */
bool pass_is_sharded(const struct layer *layer);

/* The shard's examples, first..last-1. */
void pass_shard_range(const struct pass *pass, int shard, int *first, int *last);

void pass_clear_statistics(const struct pass *pass, const struct layer *layer);

#endif
