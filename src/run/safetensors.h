#ifndef RUN_SAFETENSORS_H
#define RUN_SAFETENSORS_H

#include "run/tensor.h"

#include <stdio.h>

/* The safetensors format (https://github.com/huggingface/safetensors): 8 bytes, the length of the header,
 * little-endian; the header, a JSON object of "name": {"dtype", "shape", "data_offsets": [begin, end]} and of
 * "__metadata__", strings by name; the bytes of the tensors, little-endian, without gaps. */

/* Of a header, here: it holds some 60,000 tensors, and takes up to 50 times its size to be read. */
enum { SAFETENSORS_HEADER_MAX = 8 << 20 };

/* Write count tensors in the given order, with `metadata` as pairs key, value, ..., NULL (NULL: none); whole or not at
 * all. The same tensors give the same bytes. Names must be different, and not "__metadata__". */
bool safetensors_write(const char *path, const struct tensor *tensors, int count, const char *const *metadata,
                       struct fg_error *error);

struct safetensors {
    struct tensor *tensors; /* in the header's order */
    int count;
    char **metadata; /* pairs key, value, ..., NULL; NULL where the file has none */
    FILE *stream;
    size_t *places; /* of the tensors' data in the file */
    void *memory;   /* of the tensors' data, where safetensors_read took it */
};

/* Read the header alone; data is NULL. Every length, offset, shape and type is checked against the file's size before
 * more memory is taken than a header needs: data that overlap, leave a gap or lie outside, a truncated file or a
 * foreign type are errors that say so. Headers have at most 8 MiB here, which holds some 60,000 tensors. */
bool safetensors_open(struct safetensors *file, const char *path, struct fg_error *error);

/* The same of a file's bytes in memory, which must outlive `file`; name: for messages. */
bool safetensors_open_memory(struct safetensors *file, const char *name, const void *bytes, size_t size,
                             struct fg_error *error);

/* Read the data of one of file's tensors to where there is room for it. */
bool safetensors_load(const struct safetensors *file, const struct tensor *tensor, void *data, struct fg_error *error);

/* Open, and load all: data is aligned for its type. */
bool safetensors_read(struct safetensors *file, const char *path, struct fg_error *error);

const struct tensor *safetensors_find(const struct safetensors *file, const char *name); /* or NULL */
const char *safetensors_metadata(const struct safetensors *file, const char *key);       /* or NULL */
void safetensors_free(struct safetensors *file);                                         /* {0} is fine */

#endif
