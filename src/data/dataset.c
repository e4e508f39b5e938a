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

bool dataset_allocate_like(struct fg_dataset *dataset, const struct fg_dataset *other, uint32_t count,
                           struct dataset_arrays *arrays, struct fg_error *error)
{
    *dataset = *other;
    dataset->pixels = dataset->labels = NULL;
    dataset->values = dataset->targets = NULL;
    dataset->class_names = NULL;
    dataset->count = count;
    if (!dataset_allocate(dataset, other->values ? DATASET_VALUES : DATASET_PIXELS, arrays, error)) {
        return false;
    }
    bool done = !other->class_names || dataset_name_classes(dataset, other->class_names, error);
    if (!done) {
        fg_dataset_free(dataset);
    }
    return done;
}

/* Bytes of one element of each array. */
struct sizes {
    size_t example, targets;
};

static struct sizes sizes_of(const struct fg_dataset *dataset)
{
    return (struct sizes){dataset_example_bytes(dataset), (size_t)dataset->target_count * sizeof(float)};
}

bool dataset_extract(struct fg_dataset *part, const struct fg_dataset *dataset, const struct fg_subset *subset,
                     struct fg_error *error)
{
    struct dataset_arrays arrays;
    struct sizes sizes = sizes_of(dataset);
    if (!dataset_allocate_like(part, dataset, subset->count, &arrays, error)) {
        return false;
    }
    gather(arrays.pixels, dataset->pixels, sizes.example, subset);
    gather(arrays.values, dataset->values, sizes.example, subset);
    gather(arrays.labels, dataset->labels, 1, subset);
    gather(arrays.targets, dataset->targets, sizes.targets, subset);
    return true;
}

static void copy(void *to, uint32_t first, const void *from, uint32_t count, size_t size)
{
    if (to) {
        memcpy((char *)to + first * size, from, count * size);
    }
}

void dataset_copy(const struct dataset_arrays *arrays, uint32_t first, const struct fg_dataset *part)
{
    struct sizes sizes = sizes_of(part);
    copy(arrays->pixels, first, part->pixels, part->count, sizes.example);
    copy(arrays->values, first, part->values, part->count, sizes.example);
    copy(arrays->labels, first, part->labels, part->count, 1);
    copy(arrays->targets, first, part->targets, part->count, sizes.targets);
}
