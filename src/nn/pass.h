#ifndef NN_PASS_H
#define NN_PASS_H

#include "nn/net.h"

/* What one forward and backward through a net remembers. A net may have several passes at once (a discriminator: real
 * and fake). The examples are parted in PASS_SHARDS shards, fixed by the batch alone, and each shard in tiles that stay
 * in a core's cache through a segment of layers; sums over examples go shard by shard, in order: the bits are the same
 * on any number of threads. */

enum { PASS_SHARDS = 8 };

struct pass_profile;

struct pass {
    const struct net *net;
    int capacity; /* examples there is room for */
    int threads;
    int tile;        /* examples */
    uint32_t stream; /* tells the passes of one net apart where random numbers are drawn */

    /* Set by the caller before forward. */
    int count;     /* examples, 1..capacity */
    bool training; /* batch statistics and dropout */
    uint64_t seed;
    uint32_t step;
    struct pass_profile *profile; /* NULL: none is made; not owned */

    float **y;            /* of each value: (capacity, shape); y[0] is the input, for the caller to fill */
    float **dy;           /* the same for gradients; NULL in a pass without backward */
    unsigned char **kept; /* of each layer */
    double **statistics;  /* of each layer: (PASS_SHARDS, statistics) */
    float **batch_values; /* of each layer */

    /* The workspace. */
    float **arranged;       /* of each layer: its parameters */
    float *shard_gradients; /* (PASS_SHARDS, shard_size) */
    size_t *shard_offset;   /* of each layer's parameters in a shard's block */
    size_t shard_size;
    size_t scratch_size;
    float *scratch; /* (threads, scratch_size) */
};

/* Take a pass's memory: what lasts from forward to backward. backward: with room for gradients. Called twice, like
 * everything that takes from an arena. */
bool pass_reserve(struct pass *pass, const struct net *net, int capacity, bool backward, int threads, uint32_t stream,
                  struct arena *arena, struct fg_error *error);

/* Then the memory that is used only while pass_forward or pass_backward run: the same for all these passes, of which no
 * two run at once. */
void pass_reserve_workspace(struct pass *const *passes, int count, struct arena *arena);
void pass_free(struct pass *pass);

float *pass_input(const struct pass *pass);
float *pass_output(const struct pass *pass);
float *pass_output_gradient(const struct pass *pass); /* for the caller to fill; backward writes over it */
float *pass_input_gradient(const struct pass *pass);

void pass_forward(struct pass *pass);

/* After forward and with the output's gradient filled. What happens to the gradients of the net's parameters; input:
 * leave the input's gradient in the pass. */
enum gradients { GRADIENTS_NONE, GRADIENTS_SET, GRADIENTS_ADD };
void pass_backward(struct pass *pass, enum gradients parameters, bool input);

/* Running statistics take in this pass's batch. Once a step, after forward in training. */
void pass_update_buffers(const struct pass *pass);

#endif
