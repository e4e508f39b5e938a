#include "data/source.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

bool dataset_allocate(struct fg_dataset *dataset, uint32_t count, int height, int width, int channels, int classes,
                      struct fg_error *error)
{
    *dataset =
        (struct fg_dataset){.height = height, .width = width, .channels = channels, .classes = classes, .count = count};
    dataset->pixels = memory_new(count, (size_t)height * (size_t)width * (size_t)channels, error);
    if (!dataset->pixels) {
        return false;
    }
    if (classes != FG_NO_LABELS) {
        dataset->labels = memory_new(count, 1, error);
        if (!dataset->labels) {
            fg_dataset_free(dataset);
            return false;
        }
    }
    return true;
}

void fg_dataset_free(struct fg_dataset *dataset)
{
    free(dataset->pixels);
    free(dataset->labels);
    *dataset = (struct fg_dataset){0};
}

size_t dataset_image_size(const struct fg_dataset *dataset)
{
    return (size_t)dataset->height * (size_t)dataset->width * (size_t)dataset->channels;
}

bool dataset_extract(struct fg_dataset *part, const struct fg_dataset *dataset, const struct fg_subset *subset,
                     struct fg_error *error)
{
    size_t size = dataset_image_size(dataset);
    if (!dataset_allocate(part, subset->count, dataset->height, dataset->width, dataset->channels, dataset->classes,
                          error)) {
        return false;
    }
    for (uint32_t i = 0; i < subset->count; i++) {
        memcpy(part->pixels + i * size, dataset->pixels + subset->indices[i] * size, size);
        if (part->labels) {
            part->labels[i] = dataset->labels[subset->indices[i]];
        }
    }
    return true;
}
