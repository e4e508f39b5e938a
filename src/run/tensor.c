#include "run/tensor.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    size_t size;
} types[TENSOR_TYPES] = {
    [TENSOR_F32] = {"F32", 4}, [TENSOR_F64] = {"F64", 8}, [TENSOR_I32] = {"I32", 4},
    [TENSOR_I64] = {"I64", 8}, [TENSOR_U8] = {"U8", 1},
};

const char *tensor_type_name(enum tensor_type type)
{
    return types[type].name;
}

bool tensor_measure(const struct tensor *tensor, size_t *bytes, struct fg_error *error)
{
    if (tensor->rank < 0 || tensor->rank > TENSOR_RANK_MAX) {
        return fg_fail(error, FG_FAILED, "tensor %s: want 0..%d dimensions, got %d", tensor->name, TENSOR_RANK_MAX,
                       tensor->rank);
    }
    *bytes = types[tensor->type].size;
    bool fits = true;
    for (int i = 0; i < tensor->rank; i++) {
        if (tensor->shape[i] < 0) {
            return fg_fail(error, FG_FAILED, "tensor %s: want lengths of at least 0, got %lld", tensor->name,
                           (long long)tensor->shape[i]);
        }
        fits = !__builtin_mul_overflow(*bytes, (size_t)tensor->shape[i], bytes) && fits;
    }
    return fits || fg_fail(error, FG_FAILED, "tensor %s: its shape has more numbers than can be counted", tensor->name);
}

size_t tensor_bytes(const struct tensor *tensor)
{
    size_t bytes = 0;
    bool good = tensor_measure(tensor, &bytes, NULL);
    assert(good);
    (void)good;
    return bytes;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const struct tensor *const *)a)->name, (*(const struct tensor *const *)b)->name);
}

bool tensor_names_differ(const struct tensor *tensors, int count, struct fg_error *error)
{
    const struct tensor **sorted = memory_new((size_t)count, sizeof *sorted, error);
    if (!sorted) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        sorted[i] = &tensors[i];
    }
    qsort(sorted, (size_t)count, sizeof *sorted, compare_names);
    bool differ = true;
    for (int i = 1; i < count && differ; i++) {
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0) {
            differ = fg_fail(error, FG_FAILED, "two tensors have the name %s", sorted[i]->name);
        }
    }
    free(sorted);
    return differ;
}
