#include "base/memory.h"
#include "data/dataset.h"
#include "forger/random.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { CLASSES = 256 }; /* a label is a byte */

void fg_subset_free(struct fg_subset *subset)
{
    free(subset->indices);
    *subset = (struct fg_subset){0};
}

/* How many examples `part` means. */
static bool validation_count(uint32_t examples, double part, uint32_t *count, struct fg_error *error)
{
    double wanted = part < 1 ? fmax(round(part * examples), part > 0) : part;
    if (!(part >= 0) || wanted != floor(wanted)) {
        return fg_fail(error, FG_USAGE, "validation: want a count, or a fraction from 0 to below 1, got %g", part);
    }
    if (wanted > 0 && wanted >= examples) {
        return fg_fail(error, FG_USAGE, "validation: %g of %u examples leaves none to train on", part, examples);
    }
    *count = (uint32_t)wanted;
    return true;
}

static int class_of(const struct fg_dataset *dataset, uint32_t index)
{
    return dataset->labels ? dataset->labels[index] : 0;
}

/* Deal `total` to the classes in proportion to their sizes; what rounding down leaves goes to the largest remainders
 * (Hamilton's method), so that the sum is exact. */
static void deal_shares(const uint32_t sizes[static CLASSES], uint32_t examples, uint32_t total,
                        uint32_t shares[static CLASSES])
{
    assert(examples > 0);
    uint64_t remainders[CLASSES];
    uint32_t left = total;
    for (int c = 0; c < CLASSES; c++) {
        uint64_t product = (uint64_t)total * sizes[c];
        shares[c] = (uint32_t)(product / examples);
        remainders[c] = product % examples;
        left -= shares[c];
    }
    for (; left > 0; left--) {
        int largest = 0;
        for (int c = 1; c < CLASSES; c++) {
            largest = remainders[c] > remainders[largest] ? c : largest;
        }
        shares[largest]++;
        remainders[largest] = 0;
    }
}

/* Of each class the first shares[c] in that order. */
static void mark_shares(const struct fg_dataset *dataset, const uint32_t *order, uint32_t total, bool *marks)
{
    uint32_t sizes[CLASSES] = {0}, shares[CLASSES];
    for (uint32_t i = 0; i < dataset->count; i++) {
        sizes[class_of(dataset, i)]++;
    }
    deal_shares(sizes, dataset->count, total, shares);
    for (uint32_t i = 0; i < dataset->count; i++) {
        uint32_t *share = &shares[class_of(dataset, order[i])];
        marks[order[i]] = *share > 0;
        *share -= *share > 0;
    }
}

/* Marks on `total` of the examples, for the caller to free, or NULL. draw: to choose others by the same seed. */
static bool *mark_some(const struct fg_dataset *dataset, uint32_t total, uint64_t seed, uint32_t draw,
                       struct fg_error *error)
{
    bool *marks = memory_new(dataset->count, sizeof *marks, error);
    uint32_t *order = memory_new(dataset->count, sizeof *order, error);
    bool done = marks && order;
    if (done && total > 0) {
        struct fg_random random = fg_random_stream(seed, FG_PURPOSE_SPLIT, draw, 0);
        fg_random_permutation(&random, order, dataset->count);
        mark_shares(dataset, order, total, marks);
    }
    free(order);
    if (!done) {
        free(marks);
    }
    return done ? marks : NULL;
}

/* The examples with that mark, `count` of them. */
static bool collect(const struct fg_dataset *dataset, const bool *marks, bool mark, uint32_t count,
                    struct fg_subset *subset, struct fg_error *error)
{
    *subset = (struct fg_subset){.indices = memory_new(count, sizeof *subset->indices, error)};
    for (uint32_t i = 0; subset->indices && i < dataset->count; i++) {
        if (marks[i] == mark) {
            subset->indices[subset->count++] = i;
        }
    }
    return subset->indices != NULL;
}

enum { DRAW_VALIDATION, DRAW_CHOICE };

bool fg_dataset_split(const struct fg_dataset *dataset, double part, uint64_t seed, struct fg_subset *training,
                      struct fg_subset *validation, struct fg_error *error)
{
    uint32_t total = 0;
    *training = *validation = (struct fg_subset){0};
    if (!validation_count(dataset->count, part, &total, error)) {
        return false;
    }
    bool *marks = mark_some(dataset, total, seed, DRAW_VALIDATION, error);
    bool done = marks && collect(dataset, marks, false, dataset->count - total, training, error) &&
                collect(dataset, marks, true, total, validation, error);
    free(marks);
    if (!done) {
        fg_subset_free(training);
        fg_subset_free(validation);
    }
    return done;
}

bool dataset_choose(const struct fg_dataset *dataset, uint32_t count, uint64_t seed, struct fg_subset *chosen,
                    struct fg_error *error)
{
    bool *marks = mark_some(dataset, count, seed, DRAW_CHOICE, error);
    bool done = marks && collect(dataset, marks, true, count, chosen, error);
    free(marks);
    return done;
}
