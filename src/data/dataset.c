#include "data/dataset.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool take_arrays(struct fg_dataset *dataset, enum dataset_kind kind, struct fg_error *error)
{
    size_t size = dataset_example_size(dataset), targets = (size_t)dataset->target_count;
    bool pixels = kind == DATASET_PIXELS, labels = dataset->classes != FG_NO_LABELS;
    return (!pixels || (dataset->pixels = memory_new(dataset->count, size, error))) &&
           (pixels || (dataset->values = memory_new(dataset->count, size * sizeof(float), error))) &&
           (!labels || (dataset->labels = memory_new(dataset->count, 1, error))) &&
           (!targets || (dataset->targets = memory_new(dataset->count, targets * sizeof(float), error)));
}

bool dataset_allocate(struct fg_dataset *dataset, enum dataset_kind kind, struct dataset_arrays *arrays,
                      struct fg_error *error)
{
    bool done = take_arrays(dataset, kind, error);
    *arrays = dataset_arrays(dataset);
    if (!done) {
        fg_dataset_free(dataset);
    }
    return done;
}

/* The pointers and what they point to are one piece of memory. */
bool dataset_name_classes(struct fg_dataset *dataset, const char *const *names, struct fg_error *error)
{
    size_t count = (size_t)dataset->classes, bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += strlen(names[i]) + 1;
    }
    const char **pointers = memory_new(1, count * sizeof *pointers + bytes, error);
    char *text = (char *)(pointers + count);
    for (size_t i = 0; pointers && i < count; i++) {
        size_t size = strlen(names[i]) + 1;
        pointers[i] = memcpy(text, names[i], size);
        text += size;
    }
    dataset->class_names = pointers;
    return pointers != NULL;
}

struct dataset_arrays dataset_arrays(const struct fg_dataset *dataset)
{
    return (struct dataset_arrays){(uint8_t *)dataset->pixels, (float *)dataset->values, (uint8_t *)dataset->labels,
                                   (float *)dataset->targets};
}

void fg_dataset_free(struct fg_dataset *dataset)
{
    struct dataset_arrays arrays = dataset_arrays(dataset);
    free(arrays.pixels);
    free(arrays.values);
    free(arrays.labels);
    free(arrays.targets);
    free((void *)dataset->class_names);
    *dataset = (struct fg_dataset){0};
}

size_t dataset_example_size(const struct fg_dataset *dataset)
{
    return (size_t)dataset->height * (size_t)dataset->width * (size_t)dataset->channels;
}

size_t dataset_example_bytes(const struct fg_dataset *dataset)
{
    return dataset_example_size(dataset) * (dataset->values ? sizeof *dataset->values : 1);
}

size_t dataset_bytes(const struct fg_dataset *dataset)
{
    size_t targets = (size_t)dataset->target_count * sizeof *dataset->targets;
    return dataset->count * (dataset_example_bytes(dataset) + (dataset->labels ? 1 : 0) + targets);
}

const void *dataset_example(const struct fg_dataset *dataset, uint32_t index)
{
    size_t at = index * dataset_example_size(dataset);
    return dataset->values ? (const void *)(dataset->values + at) : dataset->pixels + at;
}

/* Elements of `size` bytes. */
static void gather(void *to, const void *from, size_t size, const struct fg_subset *subset)
{
    for (uint32_t i = 0; to && i < subset->count; i++) {
        memcpy((char *)to + i * size, (const char *)from + subset->indices[i] * size, size);
    }
}

bool dataset_extract(struct fg_dataset *part, const struct fg_dataset *dataset, const struct fg_subset *subset,
                     struct fg_error *error)
{
    struct dataset_arrays arrays;
    enum dataset_kind kind = dataset->values ? DATASET_VALUES : DATASET_PIXELS;
    *part = *dataset;
    part->pixels = part->labels = NULL;
    part->values = part->targets = NULL;
    part->class_names = NULL;
    part->count = subset->count;
    if (!dataset_allocate(part, kind, &arrays, error)) {
        return false;
    }
    if (dataset->class_names && !dataset_name_classes(part, dataset->class_names, error)) {
        fg_dataset_free(part);
        return false;
    }
    size_t bytes = dataset_example_bytes(dataset);
    gather(arrays.pixels, dataset->pixels, bytes, subset);
    gather(arrays.values, dataset->values, bytes, subset);
    gather(arrays.labels, dataset->labels, 1, subset);
    gather(arrays.targets, dataset->targets, (size_t)dataset->target_count * sizeof(float), subset);
    return true;
}
