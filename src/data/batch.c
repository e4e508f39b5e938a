#include "data/batch.h"

#include "base/parallel.h"
#include "data/augment.h"
#include "data/dataset.h"
#include "forger/random.h"

#include <assert.h>
#include <string.h>

void batch_order(const struct fg_subset *subset, uint64_t seed, uint32_t epoch, uint32_t *order)
{
    struct fg_random random = fg_random_stream(seed, FG_PURPOSE_SHUFFLE, epoch, 0);
    fg_random_permutation(&random, order, subset->count);
    for (uint32_t i = 0; i < subset->count; i++) {
        order[i] = subset->indices[order[i]];
    }
}

/* Examples that a worker takes at a time. */
enum { PIECE = 16 };

enum { OPERATIONS_A_PIXEL = 2, OPERATIONS_A_PIXEL_AUGMENTED = 64 };

struct fill {
    const struct fg_dataset *dataset;
    const uint32_t *indices;
    int count;
    const struct augment_options *augment;
    uint64_t seed;
    uint32_t step;
    float *x;
};

static void fill_example(const struct fill *fill, int place)
{
    const struct fg_dataset *dataset = fill->dataset;
    size_t size = dataset_example_size(dataset);
    const void *example = dataset_example(dataset, fill->indices[place]);
    float *x = fill->x + (size_t)place * size;
    if (dataset->values) {
        memcpy(x, example, size * sizeof *x);
        return;
    }
    const uint8_t *pixels = example;
    if (fill->augment) {
        struct fg_random random = fg_random_stream(fill->seed, FG_PURPOSE_AUGMENT, fill->step, (uint32_t)place);
        struct augment_map map = augment_draw(fill->augment, &random);
        augment_apply(&map, pixels, dataset->height, dataset->width, dataset->channels, x);
        return;
    }
    for (size_t i = 0; i < size; i++) {
        x[i] = (float)pixels[i] / 127.5f - 1;
    }
}

static void fill_piece(void *context, int piece, int worker)
{
    const struct fill *fill = context;
    (void)worker;
    int end = (piece + 1) * PIECE < fill->count ? (piece + 1) * PIECE : fill->count;
    for (int place = piece * PIECE; place < end; place++) {
        fill_example(fill, place);
    }
}

void batch_fill(const struct fg_dataset *dataset, const uint32_t *indices, int count,
                const struct augment_options *augment, uint64_t seed, uint32_t step, int threads,
                const struct batch *batch)
{
    assert(!augment || !dataset->values);
    struct fill fill = {dataset, indices, count, augment, seed, step, batch->x};
    double pixels = (double)count * (double)dataset_example_size(dataset);
    double operations = pixels * (augment ? OPERATIONS_A_PIXEL_AUGMENTED : OPERATIONS_A_PIXEL);
    parallel_for(threads, (count + PIECE - 1) / PIECE, operations, fill_piece, &fill);
    size_t targets = (size_t)dataset->target_count;
    for (int i = 0; batch->labels && i < count; i++) {
        batch->labels[i] = dataset->labels[indices[i]];
    }
    for (int i = 0; batch->targets && i < count; i++) {
        memcpy(batch->targets + (size_t)i * targets, dataset->targets + indices[i] * targets,
               targets * sizeof *batch->targets);
    }
}
