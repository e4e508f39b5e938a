#include "base/integer.h"
#include "base/parallel.h"
#include "nn/segment.h"

#include <assert.h>

static void forward_shard(void *context, int shard, int worker)
{
    const struct segment *segment = context;
    const struct pass *pass = segment->pass;
    int first, last;
    pass_shard_range(pass, shard, &first, &last);
    for (; first < last; first += pass->tile) {
        int count = int_min(pass->tile, last - first);
        for (int i = segment->begin; i < segment->end; i++) {
            const struct layer *layer = pass->net->layers[i];
            struct layer_work work = pass_work(pass, layer, first, count, shard, worker);
            if (layer->type->forward) {
                layer->type->forward(layer, &work);
            }
        }
        if (segment->statistics) {
            struct layer_work work = pass_work(pass, segment->statistics, first, count, shard, worker);
            segment->statistics->type->forward_statistics(segment->statistics, &work);
        }
    }
}

void pass_forward(struct pass *pass)
{
    const struct net *net = pass->net;
    assert(pass->count >= 1 && pass->count <= pass->capacity);
    for (int begin = 0, end = 0; begin < net->layer_count; begin = end++) {
        while (end < net->layer_count && !pass_needs_batch(pass, net->layers[end])) {
            end++;
        }
        const struct layer *next = end < net->layer_count ? net->layers[end] : NULL;
        struct segment segment = {.pass = pass, .begin = begin, .end = end, .statistics = next};
        if (next) {
            pass_clear_statistics(pass, next);
        }
        parallel_for(pass->threads, PASS_SHARDS, forward_shard, &segment);
        if (next) {
            struct layer_work work = pass_work(pass, next, 0, pass->count, 0, 0);
            next->type->forward_combine(next, &work, PASS_SHARDS, pass->count);
        }
    }
}
