#include "base/file.h"
#include "harness.h"
#include "run/safetensors.h"

#include <stdlib.h>
#include <string.h>

static void want_same(const char *a, const char *b)
{
    struct bytes first = {0}, second = {0};
    harness_want(file_read(a, &first, NULL) && file_read(b, &second, NULL), "the harness reads its files");
    harness_want(first.size == second.size && memcmp(first.data, second.data, first.size) == 0,
                 "tensors that were read and written are written the same again");
    free(first.data);
    free(second.data);
}

/* What was read can be written; that can be read, and is written with the same bytes again. */
static void write_twice(const struct safetensors *file)
{
    char first[512], second[512];
    struct safetensors again;
    struct fg_error error = {0};
    const char *const *metadata = (const char *const *)file->metadata;
    harness_path(first, "first");
    harness_path(second, "second");
    if (!harness_answer(safetensors_write(first, file->tensors, file->count, metadata, &error), &error)) {
        return;
    }
    harness_want(harness_answer(safetensors_read(&again, first, &error), &error), "what is written can be read");
    metadata = (const char *const *)again.metadata;
    harness_want(safetensors_write(second, again.tensors, again.count, metadata, &error), "and written again");
    want_same(first, second);
    safetensors_free(&again);
}

static void look_at(const struct safetensors *file)
{
    for (int i = 0; i < file->count; i++) {
        const struct tensor *tensor = &file->tensors[i];
        harness_look_at(tensor->data, tensor_bytes(tensor));
        harness_want(safetensors_find(file, tensor->name) == tensor, "a tensor is found by its name");
    }
}

/* Weights. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[512];
    struct safetensors file;
    struct fg_error error = {0};
    harness_write(path, "weights", data, size);
    if (harness_answer(safetensors_read(&file, path, &error), &error)) {
        look_at(&file);
        write_twice(&file);
        safetensors_free(&file);
    }
    return 0;
}
