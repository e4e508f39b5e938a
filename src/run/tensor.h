#ifndef RUN_TENSOR_H
#define RUN_TENSOR_H

#include "forger/error.h"

#include <stddef.h>
#include <stdint.h>

enum tensor_type { TENSOR_F32, TENSOR_F64, TENSOR_I32, TENSOR_I64, TENSOR_U8 };

enum { TENSOR_RANK_MAX = 4, TENSOR_TYPES = TENSOR_U8 + 1 };

/* One named array, row by row. data is borrowed: from the caller when writing, from the file when reading. */
struct tensor {
    char name[128];
    enum tensor_type type;
    int rank; /* 0: one number */
    int64_t shape[TENSOR_RANK_MAX];
    void *data;
};

/* The size of data; the shape must be good. */
size_t tensor_bytes(const struct tensor *tensor);

/* The same into bytes, or an error where the rank is not in 0..4, a length is negative, or the size does not fit. */
bool tensor_measure(const struct tensor *tensor, size_t *bytes, struct fg_error *error);

/* "F32" */
const char *tensor_type_name(enum tensor_type type);

/* An error names the first name that two tensors have. */
bool tensor_names_differ(const struct tensor *tensors, int count, struct fg_error *error);

#endif
