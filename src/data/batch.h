#ifndef DATA_BATCH_H
#define DATA_BATCH_H

#include "forger/data.h"

/* From examples to the floats a network reads. */

/* Where a batch goes; NULL: not wanted. */
struct batch {
    float *x;        /* (count, height, width, channels) */
    uint8_t *labels; /* (count) */
    float *targets;  /* (count, target_count) */
};

/* Random changes of a training image: the `augment` group of an experiment. All 0: none. */
struct augment_options {
    double rotate; /* degrees either way */
    double zoom;   /* 0.1: 0.9 to 1.1 times as large, each axis by itself */
    double shift;  /* pixels either way, each axis by itself */
    double shear;  /* degrees either way */
};

/* The order of a subset in an epoch: order[i] is an example's index. */
void batch_order(const struct fg_subset *subset, uint64_t seed, uint32_t epoch, uint32_t *order);

/* Examples indices[0..count-1]: pixels as floats in -1..1 (black to white), values as they are. With augment not NULL
 * each image is turned, zoomed, sheared and shifted about its middle by random amounts, bilinear, black outside; the
 * random numbers are those of (seed, step, place in the batch). Values can't be augmented. */
void batch_fill(const struct fg_dataset *dataset, const uint32_t *indices, int count,
                const struct augment_options *augment, uint64_t seed, uint32_t step, int threads,
                const struct batch *batch);

#endif
