#ifndef NN_PASS_H
#define NN_PASS_H

#include "nn/net.h"
#include "nn/plan.h"

/* What the sweeps of a net over one batch remember. A net may have several passes at once (a discriminator: real and
 * fake). The examples are parted in shards, fixed by the batch alone (kernels/shards.h), and each shard in tiles that
 * stay in a core's cache through a stage of layers: the bits are the same on any number of threads. */

struct pass_profile;

/* What a pass keeps beside the values, a mask. */
enum { PASS_GRADIENTS = 1 }; /* theirs: it can go backward */

struct pass_options {
    int capacity; /* examples there is room for */
    int threads;
    unsigned keeps;
    unsigned seeds;  /* with PASS_GRADIENTS, a mask of the net's outputs: bit k where the caller will fill the gradient
                      * of  output k before backward; 0: of the first alone */
    uint32_t stream; /* tells the passes of one net apart where random numbers are drawn */
};

struct pass {
    const struct net *net;
    struct pass_options options;
    int tile; /* examples */

    /* Set by the caller before forward. */
    int count;     /* examples, 1..capacity */
    bool training; /* batch statistics and dropout */
    uint64_t seed;
    uint32_t step, stream;
    struct pass_profile *profile; /* NULL: none is made; not owned */

    float **y;                    /* of each value: (capacity, shape) */
    float **dy;                   /* the same for gradients; NULL in a pass without */
    unsigned char **kept;         /* of each layer */
    double **statistics;          /* of each layer: (SHARDS, statistics) */
    float **batch_values;         /* of each layer */
    struct plan plans[SWEEPS][2]; /* [training] */
    struct gradient_flow *flow;   /* of each layer; NULL where there is no backward */
    unsigned reached;             /* mask of NET_INPUT(k): inputs that some gradient comes to */

    /* The workspace. */
    float **arranged;       /* of each layer: its parameters */
    float *shard_gradients; /* (SHARDS, shard_size) */
    size_t *shard_offset;   /* of each layer's parameters in a shard's block */
    size_t shard_size;
    size_t scratch_size;
    float *scratch; /* (threads, scratch_size) */
};

/* Take a pass's memory: what lasts from forward to backward. Called twice, like everything that takes from an arena. */
bool pass_reserve(struct pass *pass, const struct net *net, const struct pass_options *options, struct arena *arena,
                  struct fg_error *error);

/* Then the memory that is used only while a sweep runs: the same for all these passes, of which no two run at once. */
void pass_reserve_workspace(struct pass *const *passes, int count, struct arena *arena);
void pass_free(struct pass *pass);

/* By the number of a net's input or output: inputs, for the caller to fill; outputs; the gradients of outputs, for the
 * caller to fill where it said that it would (backward writes over them); the gradients of inputs. */
float *pass_input(const struct pass *pass, int input);
float *pass_output(const struct pass *pass, int output);
float *pass_output_gradient(const struct pass *pass, int output);
float *pass_input_gradient(const struct pass *pass, int input);

void pass_forward(struct pass *pass);

/* After forward and with the outputs' gradients filled. parameters: what happens to the gradients of the net's
 * parameters. inputs: a mask of NET_INPUT(k), whose gradients are left in the pass. A gradient is 0 where the outputs
 * that are filled don't depend on what it is of. */
enum gradients { GRADIENTS_NONE, GRADIENTS_SET, GRADIENTS_ADD };
void pass_backward(struct pass *pass, enum gradients parameters, unsigned inputs);

/* Running statistics take in this pass's batch. Once a step, after forward in training. */
void pass_update_buffers(const struct pass *pass);

#endif
