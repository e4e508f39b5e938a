#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include "base/text.h"
#include "data/dataset.h"

/* Examples that every epoch draws anew: `count` of a dataset's, from number `first` on. */
struct source_drawn {
    void (*draw)(const struct source_drawn *drawn, uint32_t epoch, int threads, const struct dataset_arrays *arrays);
    uint64_t seed;
    uint32_t first, count;
};

enum { SOURCE_DRAWN_MAX = 16 };

/* What a source gives: the examples of epoch 0, and which of them the other epochs have not. */
struct source_data {
    struct fg_dataset dataset;
    int drawn_count;
    struct source_drawn drawn[SOURCE_DRAWN_MAX];
};

/* A kind of data: one file, source_NAME.c, and one row in the table in source.c. */
struct source_type {
    struct named named;
    bool (*load)(struct source_data *data, const struct fg_data_options *options, uint64_t seed, int threads,
                 struct fg_error *error);
};

extern const struct source_type source_synthetic, source_idx, source_kaggle;

/* Every source, for choices and lists; ends with NULL. Each element is the first member of a source_type. */
extern const struct named *const source_table[];

/* Find a path as given, under $FORGER_DATA, under ./data. The message names what was tried, and
 * FORGER_DATA where it is not set. */
bool source_find(char *found, size_t size, const char *path, struct fg_error *error);

/* Where data comes from, for advice. */
#define MNIST_COMES  "`make mnist` downloads MNIST"
#define KAGGLE_COMES "Kaggle's Digit Recognizer (kaggle.com/competitions/digit-recognizer/data) is downloaded by hand"

/* Put a line with advice after the message, and return false. */
bool source_hint(struct fg_error *error, const char *hint);

/* Load the training examples, as fg_dataset_load does. The caller frees data->dataset. */
bool source_load(struct source_data *data, const struct fg_data_options *options, uint64_t seed, int threads,
                 struct fg_error *error);

#endif
