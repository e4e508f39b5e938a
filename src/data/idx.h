#ifndef DATA_IDX_H
#define DATA_IDX_H

#include "data/unpack.h"
#include "forger/data.h"

/* The IDX format of MNIST (LeCun, Cortes, Burges): two zero bytes, the type of the values (8: unsigned bytes), the
 * rank, as many sizes (32 bits, big-endian), then the values. Images have rank 3 (count, height, width) or 4 (...,
 * channels), labels rank 1. The number of values must be exactly that of the sizes. */

/* Whether the file begins as IDX files do: a quick guess, for telling formats apart. */
bool idx_recognize(const struct bytes *beginning);

/* As many bytes as the header says; 0 where there is none. */
size_t idx_most(const struct bytes *beginning);

/* Read images, and their labels where labels is not NULL, into dataset (freed on failure). classes is the largest label
 * plus one. */
bool idx_read(struct fg_dataset *dataset, const struct unpacked *images, const struct unpacked *labels,
              struct fg_error *error);

/* The labels file beside an images file: its name with "labels" for "images" and "idx1" for "idx3", .gz or not. False
 * where there is none; found then holds the name looked for, "" where the images file's name has no "images". */
bool idx_find_labels(char *found, size_t size, const char *images);

/* The images file at path, with its labels: found beside it by name; wanted: their absence is an error. */
bool idx_load(struct fg_dataset *dataset, const struct unpacked *images, const char *path, bool labels_wanted,
              struct fg_error *error);

#endif
