#ifndef FORGER_DATA_H
#define FORGER_DATA_H

#include "forger/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Examples and what a network is to say of them. */

/* Labels of test data, which has none. */
enum { FG_NO_LABELS = 0 };

/* Read-only once it is loaded: any number of threads may read one. Examples are pixels or values, never both; what is
 * to be said of them are classes (labels), numbers (targets), or nothing. */
struct fg_dataset {
    int height, width, channels; /* of an example; a table of numbers has 1, 1 and its columns */
    int classes;                 /* labels are 0..classes-1; FG_NO_LABELS without labels */
    int target_count;            /* numbers to be said of an example; 0: none */
    uint32_t count;
    const uint8_t *pixels;  /* (count, height, width, channels), 0..255: a network is given -1..1; or NULL */
    const float *values;    /* (count, height, width, channels), which a network is given as they are; or NULL */
    const uint8_t *labels;  /* (count), or NULL */
    const float *targets;   /* (count, target_count), or NULL */
    bool numbered_from_one; /* Kaggle's: a submission numbers the rows 1, 2, ... */
};

void fg_dataset_free(struct fg_dataset *dataset);

/* Where training data comes from: the `data` group of an experiment. */
struct fg_data_options {
    int source;       /* row of the table of sources: synthetic, idx, kaggle */
    const char *path; /* a folder or a file; tried as given, then under $FORGER_DATA, then under ./data; NULL: the
                       * source's name for it, mnist or kaggle */
    int count;        /* synthetic: examples an epoch, at least 1 */
    bool fresh;       /* synthetic: draw new examples every epoch */
};

/* Load the training examples. seed fixes what a synthetic source draws, on at most `threads` threads. FG_USAGE for
 * options out of range; else FG_FAILED with the path tried, and, where MNIST is missing, `make mnist` and
 * `data.source=synthetic`. */
bool fg_dataset_load(struct fg_dataset *dataset, const struct fg_data_options *options, uint64_t seed, int threads,
                     struct fg_error *error);

/* Some of a dataset's examples, by index. */
struct fg_subset {
    uint32_t *indices;
    uint32_t count;
};

void fg_subset_free(struct fg_subset *subset);

/* Part the examples in two: `validation` gets `part` of them (a count from 1 up, or a fraction below 1; 0: none), drawn
 * by seed with every class in proportion; `training` the rest. Both in ascending order. */
bool fg_dataset_split(const struct fg_dataset *dataset, double part, uint64_t seed, struct fg_subset *training,
                      struct fg_subset *validation, struct fg_error *error);

#ifdef __cplusplus
}
#endif

#endif
