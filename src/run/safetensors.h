#ifndef RUN_SAFETENSORS_H
#define RUN_SAFETENSORS_H

#include "run/tensor.h"

/* The safetensors format (https://github.com/huggingface/safetensors): 8 bytes, the length of the header,
 * little-endian; the header, a JSON object of "name": {"dtype", "shape", "data_offsets": [begin, end]} and of
 * "__metadata__", strings by name; the bytes of the tensors, little-endian, without gaps. */

/* Write count tensors in the given order, with `metadata` as pairs key, value, ..., NULL (NULL: none); whole or not at
 * all. The same tensors give the same bytes. Names must be different, and not "__metadata__". */
bool safetensors_write(const char *path, const struct tensor *tensors, int count, const char *const *metadata,
                       struct fg_error *error);

struct safetensors {
    struct tensor *tensors; /* in the header's order; data is aligned for its type */
    int count;
    char **metadata; /* pairs key, value, ..., NULL; NULL where the file has none */
    void *memory;    /* the tensors' data */
};

/* Every length, offset, shape and type is checked: data that overlap, leave a gap or lie outside, a truncated file or a
 * foreign type are errors that say so. */
bool safetensors_read(struct safetensors *file, const char *path, struct fg_error *error);

const struct tensor *safetensors_find(const struct safetensors *file, const char *name); /* or NULL */
const char *safetensors_metadata(const struct safetensors *file, const char *key);       /* or NULL */
void safetensors_free(struct safetensors *file);                                         /* {0} is fine */

#endif
