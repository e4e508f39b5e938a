#include "base/integer.h"
#include "base/parallel.h"
#include "nn/profile.h"
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
                double start = profile_start(pass);
                layer->type->forward(layer, &work);
                profile_stop(pass, layer, FORWARD, worker, start);
            }
        }
        if (segment->statistics) {
            struct layer_work work = pass_work(pass, segment->statistics, first, count, shard, worker);
            double start = profile_start(pass);
            segment->statistics->type->forward_statistics(segment->statistics, &work);
            profile_stop(pass, segment->statistics, FORWARD, worker, start);
        }
    }
}

static void forward_piece(void *context, int piece, int worker)
{
    const struct whole *whole = context;
    const struct pass *pass = whole->segment->pass;
    struct layer_work work = pass_work(pass, whole->layer, 0, pass->count, 0, worker);
    double start = profile_start(pass);
    whole->layer->type->forward_piece(whole->layer, &work, piece);
    profile_stop(pass, whole->layer, FORWARD, worker, start);
}

/* The layers begin..end-1, and the statistics of the one after them where it needs the batch. */
static void forward_segment(struct pass *pass, int begin, int end)
{
    const struct net *net = pass->net;
    bool statistics = end < net->layer_count && pass_needs_batch(pass, net->layers[end]);
    struct segment segment = {.pass = pass, .begin = begin, .end = end};
    double operations = pass_operations(pass, begin, end + statistics);
    if (!statistics) {
        parallel_for(pass->threads, begin < end ? PASS_SHARDS : 0, operations, forward_shard, &segment);
        return;
    }
    const struct layer *next = segment.statistics = net->layers[end];
    pass_clear_statistics(pass, next);
    parallel_for(pass->threads, PASS_SHARDS, operations, forward_shard, &segment);
    struct layer_work work = pass_work(pass, next, 0, pass->count, 0, 0);
    double start = profile_start(pass);
    next->type->forward_combine(next, &work, PASS_SHARDS, pass->count);
    profile_stop(pass, next, FORWARD, 0, start);
}

void pass_forward(struct pass *pass)
{
    const struct net *net = pass->net;
    assert(pass->count >= 1 && pass->count <= pass->capacity);
    profile_count_forward(pass);
    pass_arrange(pass, FORWARD, true);
    for (int begin = 0, end = 0; begin < net->layer_count;) {
        while (end < net->layer_count && !pass_ends_segment(pass, net->layers[end])) {
            end++;
        }
        forward_segment(pass, begin, end);
        begin = end++;
        if (begin < net->layer_count && net->layers[begin]->forward_pieces) {
            struct segment segment = {.pass = pass};
            struct whole whole = {&segment, net->layers[begin]};
            parallel_for(pass->threads, whole.layer->forward_pieces, pass_operations(pass, begin, end), forward_piece,
                         &whole);
            begin = end;
        }
    }
}
