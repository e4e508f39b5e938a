#ifndef TRAIN_TEST_DATA_H
#define TRAIN_TEST_DATA_H

#include "forger/data.h"
#include "forger/model.h"

/* Labelled images to measure a classifier with: those at `data` (`synthetic`: 10,000 drawn ones), or, where it is NULL,
 * the examples that the run kept apart for validation. */
bool test_data_load(struct fg_dataset *dataset, const char *run, const char *data, const struct fg_model_info *info,
                    int threads, struct fg_error *error);

#endif
