#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "data/unpack.h"
#include "forger/data.h"

/* Kaggle's Digit Recognizer tables: a header `label,pixel0,pixel1,...` (test data: no label), then an image a line, its
 * label 0..9 and its pixels 0..255 row by row. The number of pixels is a square. A byte-order mark, Windows line ends,
 * quoted names, a missing last line end and empty lines at the end are accepted. */

/* 512 MiB, of which Kaggle's larger table takes 77; 0 where no such table begins. */
size_t csv_most(const struct bytes *beginning);

/* Read a table into dataset (freed on failure); labels, and 10 classes, where the table has them. Messages name file,
 * line and column. */
bool csv_read(struct fg_dataset *dataset, const struct unpacked *file, bool labels_wanted, struct fg_error *error);

#endif
