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

/* Bytes of a class's name with the zero behind it, at most. */
enum { FG_CLASS_NAME_SIZE = 64 };

/* Read-only once it is loaded: any number of threads may read one. Examples are pixels or values, never both; what is
 * to be said of them are classes (labels), numbers (targets), or nothing. */
struct fg_dataset {
    int height, width, channels; /* of an example; a table of numbers has 1, 1 and its columns */
    int classes;                 /* labels are 0..classes-1; FG_NO_LABELS without labels */
    int target_count;            /* numbers to be said of an example; 0: none */
    uint32_t count;
    const uint8_t *pixels; /* (count, height, width, channels), 0..255: a network is given -1..1; or NULL */
    const float *values;   /* (count, height, width, channels), which a network is given as they are; or NULL */
    const uint8_t *labels; /* (count), or NULL */
    const float *targets;  /* (count, target_count), or NULL */
    const char *const *class_names; /* (classes); NULL: classes are called 0, 1, ... */
    bool numbered_from_one;         /* Kaggle's: a submission numbers the rows 1, 2, ... */
};

void fg_dataset_free(struct fg_dataset *dataset);

/* Load training examples. `source` is what an experiment's `data: {...}` says between the braces: "source: idx, path:
 * mnist", or "source: synthetic, count: 1000"; `forger list sources` shows the sources, `forger list sources NAME` the
 * keys of one. seed fixes what is drawn, on at most `threads` threads. Any thread may load, each into a dataset of its
 * own. FG_USAGE for a source or a key that there is not and for values out of range; FG_FAILED for what can't be read,
 * with what was tried, and for memory. The caller frees the dataset; after a failure it is empty. */
bool fg_dataset_load(struct fg_dataset *dataset, const char *source, uint64_t seed, int threads,
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
