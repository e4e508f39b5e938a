#ifndef DATA_INPUT_H
#define DATA_INPUT_H

#include "forger/data.h"

/* Data for a finished model. A path is tried as given, then under $FORGER_DATA, then under ./data; it is an IDX images
 * file, a Kaggle table, Kaggle's zip, or a folder that holds one of these. Formats are told by content. */

/* Images to predict: of a zip the member test.csv; of a folder Kaggle's test.csv (.gz, zip), else the t10k images, else
 * the train images. Labels where the file has them: a label column, a labels file beside the images.
 * numbered_from_one is true for a Kaggle table. */
bool data_input_load(struct fg_dataset *dataset, const char *path, struct fg_error *error);

/* Labelled images to measure a model with: of a folder the t10k files, else the train files, else Kaggle's train.csv
 * (.gz, zip); of a zip the member train.csv. */
bool data_test_set_load(struct fg_dataset *dataset, const char *path, struct fg_error *error);

#endif
