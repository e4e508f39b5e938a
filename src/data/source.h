#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include "forger/data.h"

#include "base/text.h"

/* A kind of data: one file, source_NAME.c, and one row in the table in source.c. */
struct source_type {
    struct named named;
    bool (*load)(struct fg_dataset *dataset, const struct fg_data_options *options, uint64_t seed, int threads,
                 struct fg_error *error);
    /* NULL: the examples stay as loaded. */
    void (*renew)(struct fg_dataset *dataset, const struct fg_data_options *options, uint64_t seed, uint32_t epoch,
                  int threads);
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

/* Take memory for count examples into a dataset of that shape; labels where classes > 0. */
bool dataset_allocate(struct fg_dataset *dataset, uint32_t count, int height, int width, int channels, int classes,
                      struct fg_error *error);

/* Bytes of one of its images. */
size_t dataset_image_size(const struct fg_dataset *dataset);

/* The examples of a subset as a dataset of their own. */
bool dataset_extract(struct fg_dataset *part, const struct fg_dataset *dataset, const struct fg_subset *subset,
                     struct fg_error *error);

#endif
