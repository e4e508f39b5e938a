#ifndef TRAIN_EVALUATE_H
#define TRAIN_EVALUATE_H

#include "forger/data.h"
#include "metrics/classification.h"
#include "nn/loss.h"
#include "nn/pass.h"

enum { EVALUATION_BATCH = 64 };

/* A net as it is used, not trained: forward, in batches of EVALUATION_BATCH. */
struct evaluation {
    struct pass pass;
    const struct loss_options *loss; /* NULL: none is measured */
    float *targets, *unread;         /* (EVALUATION_BATCH, classes): of the loss, and for its gradient */
};

/* A pass without backward, and the arrays; called twice, like everything that takes from an arena. */
bool evaluation_reserve(struct evaluation *evaluation, const struct net *net, const struct loss_options *loss,
                        int threads, struct arena *arena, struct fg_error *error);
void evaluation_free(struct evaluation *evaluation);

/* The pass's count of examples of a dataset, from number first on, go forward. */
void evaluation_forward(struct pass *pass, const struct fg_dataset *dataset, uint32_t first);

/* Run a classifier over every example of a dataset, in evaluation mode, in batches of EVALUATION_BATCH. Adds to the
 * result; the loss is the experiment's, label smoothing included, so that it compares with the training's. p gets the
 * probabilities, (count, classes); NULL: not wanted. */
void evaluate_classifier(struct evaluation *evaluation, const struct fg_dataset *dataset, struct classification *result,
                         float *p);

#endif
