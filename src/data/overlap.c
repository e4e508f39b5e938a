#include "data/overlap.h"

#include "base/memory.h"
#include "data/dataset.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    uint64_t hash;
    uint32_t index;
};

/* FNV-1a */
static uint64_t hash(const void *example, size_t size)
{
    const uint8_t *bytes = example;
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++) {
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
    }
    return sum;
}

static int compare(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    return (left->hash > right->hash) - (left->hash < right->hash);
}

/* The first entry of that hash, or the place where it would be. */
static uint32_t find(const struct entry *entries, uint32_t count, uint64_t wanted)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (entries[middle].hash < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_known(const void *example, const struct fg_dataset *known, const struct entry *entries, uint32_t count)
{
    size_t size = dataset_example_bytes(known);
    uint64_t wanted = hash(example, size);
    for (uint32_t i = find(entries, count, wanted); i < count && entries[i].hash == wanted; i++) {
        if (memcmp(example, dataset_example(known, entries[i].index), size) == 0) {
            return true;
        }
    }
    return false;
}

bool dataset_mark_known(const struct fg_dataset *dataset, const struct fg_dataset *known,
                        const struct fg_subset *subset, bool *marks, struct fg_error *error)
{
    struct entry *entries = memory_new(subset->count, sizeof *entries, error);
    if (!entries) {
        return false;
    }
    for (uint32_t i = 0; i < subset->count; i++) {
        uint32_t index = subset->indices[i];
        entries[i] = (struct entry){hash(dataset_example(known, index), dataset_example_bytes(known)), index};
    }
    qsort(entries, subset->count, sizeof *entries, compare);
    bool comparable = dataset->height == known->height && dataset->width == known->width &&
                      dataset->channels == known->channels && !dataset->values == !known->values;
    for (uint32_t i = 0; i < dataset->count; i++) {
        marks[i] = comparable && is_known(dataset_example(dataset, i), known, entries, subset->count);
    }
    free(entries);
    return true;
}
