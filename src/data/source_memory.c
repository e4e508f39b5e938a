#include "base/integer.h"
#include "data/source.h"

#include <math.h>

/* Examples that a program in C has in memory: forger/train.h. */

static const struct field fields[] = {SOURCE_COUNT, {0}};

static bool load(struct source_data *data, const void *own, uint64_t seed, int threads, struct fg_error *error)
{
    (void)data, (void)own, (void)seed, (void)threads;
    return fg_fail(error, FG_USAGE,
                   "data.source: memory: only a program has these examples: give them to fg_training_open, or say "
                   "another source");
}

static bool check_shape(const struct fg_dataset *dataset, struct fg_error *error)
{
    double size = (double)dataset->height * dataset->width * dataset->channels;
    if (dataset->height < 1 || dataset->width < 1 || dataset->channels < 1 || size > INT32_MAX) {
        return fg_fail(error, FG_USAGE, "images: want a height, a width and channels of at least 1, got %dx%dx%d",
                       dataset->height, dataset->width, dataset->channels);
    }
    if (dataset->count == 0) {
        return fg_fail(error, FG_USAGE, "images: want at least 1 example, got none");
    }
    return !dataset->pixels != !dataset->values ||
           fg_fail(error, FG_USAGE, "images: want pixels or values, got %s", dataset->pixels ? "both" : "neither");
}

static bool check_values(const struct fg_dataset *dataset, struct fg_error *error)
{
    size_t size = dataset_example_size(dataset);
    for (size_t i = 0; dataset->values && i < dataset->count * size; i++) {
        if (!isfinite(dataset->values[i])) {
            return fg_fail(error, FG_USAGE, "images: value %zu of example %zu is no finite number", i % size, i / size);
        }
    }
    return true;
}

static bool check_labels(const struct fg_dataset *dataset, struct fg_error *error)
{
    if (dataset->classes < 0 || dataset->classes > UINT8_MAX + 1 || !dataset->labels != (dataset->classes == 0)) {
        return fg_fail(error, FG_USAGE,
                       "images: want labels of 1..%d classes, or no labels and 0 classes, got %s and %d", UINT8_MAX + 1,
                       dataset->labels ? "labels" : "no labels", dataset->classes);
    }
    for (uint32_t i = 0; dataset->labels && i < dataset->count; i++) {
        if (dataset->labels[i] >= dataset->classes) {
            return fg_fail(error, FG_USAGE, "images: the label of example %u is %d, want 0..%d", i, dataset->labels[i],
                           dataset->classes - 1);
        }
    }
    return true;
}

bool source_borrow(struct source_data *data, const struct fg_dataset *dataset, struct fg_error *error)
{
    *data = (struct source_data){.dataset = *dataset, .borrowed = true};
    return check_shape(dataset, error) && check_values(dataset, error) && check_labels(dataset, error);
}

const struct source_type source_memory = {
    .named = {.name = "memory",
              .help = "examples that a program in C gives (forger/train.h)",
              .fields = fields,
              .size = sizeof(struct source_limit)},
    .load = load,
};
