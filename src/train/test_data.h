#ifndef TRAIN_TEST_DATA_H
#define TRAIN_TEST_DATA_H

#include "data/input.h"

/* What a run's classifier is measured on. */
struct test_data {
    struct fg_dataset dataset;
    bool compared;       /* whether it is known what of it the run was trained on */
    uint32_t trained_on; /* images that it was */
    uint32_t left_out;   /* of these, which are not in dataset: all, unless none would be left */
    struct fg_error why; /* where it is not known: the training data can't be read */
};

/* Labelled images to measure a run with: those at `data` (a source's name, `synthetic`: 10,000 drawn ones), less those
 * that the run was trained on, or, where data is NULL, the examples that the run kept apart for validation: FG_USAGE
 * where it kept none. The caller frees the dataset; after a failure it is empty. */
bool test_data_load(struct test_data *test, const char *run, const char *data, int threads, struct log *log,
                    struct fg_error *error);

/* What a run's model is given to read. Pictures become examples as those of its training did; where it was not trained
 * on pictures they must have the network's size, and dark strokes on a light ground are turned, unless as_is. */
bool run_input_load(struct input *input, const char *run, const char *const *paths, int count, bool as_is, int threads,
                    struct log *log, struct fg_error *error);

#endif
