#include "data/feed.h"

#include "base/memory.h"

#include <stdlib.h>

static bool take_all(struct fg_subset *examples, uint32_t count, struct fg_error *error)
{
    examples->indices = memory_new(count, sizeof *examples->indices, error);
    examples->count = count;
    for (uint32_t i = 0; examples->indices && i < count; i++) {
        examples->indices[i] = i;
    }
    return examples->indices != NULL;
}

bool feed_open(struct feed *feed, struct fg_dataset *dataset, const struct fg_data_options *options,
               const struct augment_options *augment, struct fg_subset examples, uint64_t seed, int batch, bool whole,
               int threads, struct fg_error *error)
{
    *feed = (struct feed){.dataset = dataset,
                          .options = options,
                          .augment = augment,
                          .examples = examples,
                          .seed = seed,
                          .batch = batch,
                          .threads = threads,
                          .whole = whole,
                          .epoch = -1};
    if (!examples.indices && !take_all(&feed->examples, dataset->count, error)) {
        return false;
    }
    uint32_t count = feed->examples.count;
    feed->batches = whole ? count / batch : ((int64_t)count + batch - 1) / batch;
    feed->order = memory_new(count, sizeof *feed->order, error);
    bool enough = feed->batches > 0;
    if (!enough) {
        fg_fail(error, FG_USAGE, "train.batch: want at most the %u training examples, got %d", count, batch);
    }
    if (!feed->order || !enough) {
        feed_free(feed);
        return false;
    }
    return true;
}

void feed_free(struct feed *feed)
{
    fg_subset_free(&feed->examples);
    free(feed->order);
    *feed = (struct feed){0};
}

int feed_batch(struct feed *feed, int64_t number, float *x, uint8_t *labels)
{
    int64_t epoch = number / feed->batches;
    if (epoch != feed->epoch) {
        fg_dataset_renew(feed->dataset, feed->options, feed->seed, (uint32_t)epoch, feed->threads);
        batch_order(&feed->examples, feed->seed, (uint32_t)epoch, feed->order);
        feed->epoch = epoch;
    }
    uint32_t first = (uint32_t)(number % feed->batches) * (uint32_t)feed->batch;
    uint32_t rest = feed->examples.count - first;
    int count = rest < (uint32_t)feed->batch ? (int)rest : feed->batch;
    batch_fill(feed->dataset, feed->order + first, count, feed->augment, feed->seed, (uint32_t)number, feed->threads, x,
               labels);
    return count;
}
