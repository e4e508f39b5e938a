#ifndef RUN_SAFETENSORS_H
#define RUN_SAFETENSORS_H

#include "forger/error.h"

#include <stddef.h>
#include <stdint.h>

/* The safetensors format (Hugging Face): 8 bytes little-endian length, a JSON header, the bytes of the tensors. */

enum tensor_type { TENSOR_F32, TENSOR_F64, TENSOR_I32, TENSOR_I64, TENSOR_U8 };

enum { TENSOR_RANK_MAX = 4 };

/* One named array. data is borrowed: from the caller when writing, from the loaded file when reading. */
struct tensor {
    char name[128];
    enum tensor_type type;
    int rank; /* 0: one number */
    int64_t shape[TENSOR_RANK_MAX];
    void *data;
};

size_t tensor_bytes(const struct tensor *tensor);

/* Write count tensors in the given order, with `metadata` as pairs key, value, ..., NULL; whole or not at all. The same
 * tensors give the same bytes. */
bool safetensors_write(const char *path, const struct tensor *tensors, int count, const char *const *metadata,
                       struct fg_error *error);

struct safetensors {
    struct tensor *tensors;
    int count;
    char **metadata; /* pairs key, value, ..., NULL */
    void *memory;    /* the file's bytes */
};

/* Every length, offset, shape and type is checked: overlapping or out-of-range data, a truncated file or a foreign type
 * is an error that says so. */
bool safetensors_read(struct safetensors *file, const char *path, struct fg_error *error);
const struct tensor *safetensors_find(const struct safetensors *file, const char *name);
const char *safetensors_metadata(const struct safetensors *file, const char *key); /* or NULL */
void safetensors_free(struct safetensors *file);

#endif
