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

static bool prepare(struct feed *feed, struct fg_error *error)
{
    if (!feed->examples.indices && !take_all(&feed->examples, feed->data.dataset.count, error)) {
        return false;
    }
    uint32_t count = feed->examples.count;
    feed->batches = feed->whole ? count / feed->batch : ((int64_t)count + feed->batch - 1) / feed->batch;
    if (feed->batches == 0) {
        return fg_fail(error, FG_USAGE, "train.batch: want at most the %u training examples, got %d", count,
                       feed->batch);
    }
    if (feed->augment && feed->data.dataset.values) {
        return fg_fail(error, FG_USAGE, "augment: is for images, and the data is a table of numbers");
    }
    feed->order = memory_new(count, sizeof *feed->order, error);
    return feed->order != NULL;
}

bool feed_open(struct feed *feed, const struct source_data *data, const struct augment_options *augment,
               struct fg_subset examples, uint64_t seed, int batch, bool whole, int threads, struct fg_error *error)
{
    *feed = (struct feed){.data = *data,
                          .augment = augment,
                          .examples = examples,
                          .seed = seed,
                          .batch = batch,
                          .threads = threads,
                          .whole = whole,
                          .epoch = -1};
    bool done = prepare(feed, error);
    if (!done) {
        feed_free(feed);
    }
    return done;
}

void feed_free(struct feed *feed)
{
    source_free(&feed->data);
    fg_subset_free(&feed->examples);
    free(feed->order);
    *feed = (struct feed){0};
}

static void begin_epoch(struct feed *feed, int64_t epoch)
{
    struct dataset_arrays arrays = dataset_arrays(&feed->data.dataset);
    for (int i = 0; i < feed->data.drawn_count; i++) {
        const struct source_drawn *drawn = &feed->data.drawn[i];
        drawn->draw(drawn, (uint32_t)epoch, feed->threads, &arrays);
    }
    batch_order(&feed->examples, feed->seed, (uint32_t)epoch, feed->order);
    feed->epoch = epoch;
}

int feed_batch(struct feed *feed, int64_t number, const struct batch *batch)
{
    int64_t epoch = number / feed->batches;
    if (epoch != feed->epoch) {
        begin_epoch(feed, epoch);
    }
    uint32_t first = (uint32_t)(number % feed->batches) * (uint32_t)feed->batch;
    uint32_t rest = feed->examples.count - first;
    int count = rest < (uint32_t)feed->batch ? (int)rest : feed->batch;
    batch_fill(&feed->data.dataset, feed->order + first, count, feed->augment, feed->seed, (uint32_t)number,
               feed->threads, batch);
    return count;
}
