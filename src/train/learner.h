#ifndef TRAIN_LEARNER_H
#define TRAIN_LEARNER_H

#include "nn/pass.h"
#include "train/checkpoint.h"

#include <stdint.h>

/* A net with what trains it. A classifier has one, a GAN two. */

enum { LEARNER_PASSES_MAX = 2 };

struct setting;

struct learner {
    /* For the task to fill, and the net to build. */
    const struct setting *setting;
    const struct optimizer_options *options;
    const char *rate_key; /* where the experiment says its learning rate, for messages: "optimizer.lr" */
    double average;       /* decay of the moving average of its parameters and buffers; 0: none is kept */
    struct net net;

    struct net shown; /* the net with the averaged weights in place of its own, where they are kept; borrows all else */
    int64_t average_updates;
    struct optimizer optimizer;
    double rate; /* of its last step; before the first one that with which the experiment begins */
    struct pass passes[LEARNER_PASSES_MAX];
    int pass_count;
};

/* Take what all steps keep: weights, average, optimizer. Then a pass for every batch that is in the net at once. Both
 * are called twice, like everything that takes from an arena. */
void learner_reserve(struct learner *learner, struct arena *arena);
bool learner_reserve_pass(struct learner *learner, int capacity, uint32_t stream, struct arena *arena,
                          struct fg_error *error);

/* Weights as a new training starts, and the average from them. */
void learner_initialize(struct learner *learner);

/* Make effective weights of raw ones that were put there from without: a checkpoint's. */
void learner_constrain(const struct learner *learner);

/* A batch of `count` examples, in the pass's input, goes forward in training; number: of the batch, for random numbers.
 */
void learner_forward(struct learner *learner, int pass, int count, uint32_t number);

/* With the gradients filled: the optimizer's step, at the rate of the training's step; running statistics take in the
 * batches of the first `passes` passes; the average follows. Returns whether every weight is finite still; where not,
 * statistics and average are left as they were. */
bool learner_update(struct learner *learner, int64_t step, int passes);

/* Weights, buffers, averages; and what resume needs beside them. */
void learner_list_weights(struct learner *learner, struct tensor_list *list);
void learner_list_state(struct learner *learner, struct tensor_list *list);

/* How often its net's arrays are there, once memory is measured. */
struct net_use learner_use(const struct learner *learner);
void learner_free(struct learner *learner);

#endif
