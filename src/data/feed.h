#ifndef DATA_FEED_H
#define DATA_FEED_H

#include "data/batch.h"
#include "data/source.h"

/* Batches of training data by number: which epoch and which examples a batch has follows from its number alone, so that
 * a resumed run goes on where it stopped. */
struct feed {
    struct source_data data;               /* its drawn examples are those of `epoch` */
    const struct augment_options *augment; /* NULL: none */
    struct fg_subset examples;
    uint64_t seed;
    int batch, threads;
    int64_t batches; /* an epoch; the last may be smaller, unless whole */
    bool whole;      /* only whole batches */
    int64_t epoch;   /* that order is of; -1 at first */
    uint32_t *order;
};

/* The feed takes the data and the examples (all of the dataset where indices is NULL), also where it fails: where there
 * are fewer examples than one batch needs, or values are to be augmented. augment is borrowed. */
bool feed_open(struct feed *feed, const struct source_data *data, const struct augment_options *augment,
               struct fg_subset examples, uint64_t seed, int batch, bool whole, int threads, struct fg_error *error);
void feed_free(struct feed *feed);

/* Fill batch number 0, 1, ... Returns its examples. */
int feed_batch(struct feed *feed, int64_t number, const struct batch *batch);

#endif
