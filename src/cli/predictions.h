#ifndef CLI_PREDICTIONS_H
#define CLI_PREDICTIONS_H

#include "base/text.h"
#include "forger/data.h"

/* What a classifier reads in images, as a table and in words. */
struct predictions {
    const struct fg_dataset *dataset;
    const char *const *names; /* of the pictures; NULL: images of a data set, by number */
    const float *p;           /* probabilities (count, classes) */
    int classes;
    const char *const *class_names; /* NULL: they are called 0, 1, ... */
};

/* A CSV table (RFC 4180, lines end as elsewhere on this system). Kaggle's: ImageId,Label, numbered from 1. Pictures by
 * name, other images by number from 0, with the confidence. */
void predictions_table(const struct predictions *predictions, struct text *text);

/* A line a picture, at most ten: "x.png: 7, 99.1% sure (then 1, 0.6%)". */
void predictions_describe(const struct predictions *predictions, struct text *text);

#endif
