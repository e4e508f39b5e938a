#include "base/integer.h"
#include "base/parallel.h"
#include "kernels/elementwise.h"
#include "nn/profile.h"
#include "nn/segment.h"

#include <assert.h>
#include <string.h>

static float *shard_gradients(const struct pass *pass, const struct layer *layer, int shard)
{
    return pass->shard_gradients + (size_t)shard * pass->shard_size + pass->shard_offset[layer->index];
}

static size_t parameter_count(const struct layer *layer)
{
    size_t count = 0;
    for (int t = 0; t < layer->parameter_count; t++) {
        count += layer->parameters[t].count;
    }
    return count;
}

static void point_gradients(const struct layer *layer, float *block, struct layer_work *work)
{
    for (int t = 0; t < layer->parameter_count; t++) {
        work->gradients[t] = block + (layer->parameters[t].offset - layer->parameters[0].offset);
    }
}

static float *net_gradients(const struct net *net, const struct layer *layer)
{
    return net->gradients + layer->parameters[0].offset;
}

static void backward_layer(const struct segment *segment, const struct layer *layer, struct layer_work *work, int shard)
{
    const struct pass *pass = segment->pass;
    float *spare = work->scratch + layer->scratch;
    float *target[LAYER_INPUTS_MAX] = {NULL};
    size_t size[LAYER_INPUTS_MAX] = {0};
    for (int input = 0; input < layer->input_count; input++) {
        int value = layer->inputs[input];
        if (!pass_wants_gradient(pass, value, segment->input)) {
            continue;
        }
        size[input] = (size_t)work->count * shape_size(layer->in[input]);
        target[input] = pass->dy[value] + (size_t)work->first * shape_size(layer->in[input]);
        work->dx[input] = layer->gradient_adds[input] ? spare : target[input];
        spare += layer->gradient_adds[input] ? size[input] : 0;
    }
    if (segment->parameters && pass_is_sharded(layer)) {
        point_gradients(layer, shard_gradients(pass, layer, shard), work);
    }
    layer->type->backward(layer, work);
    for (int input = 0; input < layer->input_count; input++) {
        if (target[input] && layer->gradient_adds[input]) {
            add_to(target[input], work->dx[input], size[input]);
        }
    }
}

static void backward_shard(void *context, int shard, int worker)
{
    const struct segment *segment = context;
    const struct pass *pass = segment->pass;
    int first, last;
    pass_shard_range(pass, shard, &first, &last);
    for (int i = segment->begin; segment->parameters && i < segment->end; i++) {
        const struct layer *layer = pass->net->layers[i];
        if (pass_is_sharded(layer)) {
            memset(shard_gradients(pass, layer, shard), 0, parameter_count(layer) * sizeof(float));
        }
    }
    for (; first < last; first += pass->tile) {
        int count = int_min(pass->tile, last - first);
        for (int i = segment->end - 1; i >= segment->begin; i--) {
            const struct layer *layer = pass->net->layers[i];
            struct layer_work work = pass_work(pass, layer, first, count, shard, worker);
            if (layer->type->backward) {
                double start = profile_start(pass);
                backward_layer(segment, layer, &work, shard);
                profile_stop(pass, layer, BACKWARD, worker, start);
            }
        }
        if (segment->statistics) {
            struct layer_work work = pass_work(pass, segment->statistics, first, count, shard, worker);
            double start = profile_start(pass);
            segment->statistics->type->backward_statistics(segment->statistics, &work);
            profile_stop(pass, segment->statistics, BACKWARD, worker, start);
        }
    }
}

static void backward_piece(void *context, int piece, int worker)
{
    const struct whole *whole = context;
    const struct pass *pass = whole->segment->pass;
    const struct layer *layer = whole->layer;
    struct layer_work work = pass_work(pass, layer, 0, pass->count, 0, worker);
    if (pass_wants_gradient(pass, layer->inputs[0], whole->segment->input)) {
        work.dx[0] = pass->dy[layer->inputs[0]];
    }
    if (whole->segment->parameters) {
        point_gradients(layer, net_gradients(pass->net, layer), &work);
        work.sets_gradients = whole->segment->parameters == GRADIENTS_SET;
    }
    double start = profile_start(pass);
    layer->type->backward_piece(layer, &work, piece);
    profile_stop(pass, layer, BACKWARD, worker, start);
}

/* gradients = or += shard 0 + shard 1 + ..., in this order. */
static void add_shards_range(void *context, size_t first, size_t count, int worker)
{
    const struct whole *whole = context;
    const struct pass *pass = whole->segment->pass;
    double start = profile_start(pass);
    float *sum = net_gradients(pass->net, whole->layer) + first;
    bool set = whole->segment->parameters == GRADIENTS_SET;
    if (set) {
        memcpy(sum, shard_gradients(pass, whole->layer, 0) + first, count * sizeof *sum);
    }
    for (int shard = set; shard < PASS_SHARDS; shard++) {
        add_to(sum, shard_gradients(pass, whole->layer, shard) + first, count);
    }
    profile_stop(pass, whole->layer, BACKWARD, worker, start);
}

static void add_shards(const struct segment *segment)
{
    const struct pass *pass = segment->pass;
    for (int i = segment->begin; i < segment->end; i++) {
        struct whole whole = {segment, pass->net->layers[i]};
        if (pass_is_sharded(whole.layer)) {
            parallel_ranges(pass->threads, parameter_count(whole.layer), add_shards_range, &whole);
        }
    }
}

static void combine_backward(const struct segment *segment, const struct layer *layer)
{
    const struct pass *pass = segment->pass;
    struct layer_work work = pass_work(pass, layer, 0, pass->count, 0, 0);
    if (segment->parameters) {
        point_gradients(layer, net_gradients(pass->net, layer), &work);
    }
    if (segment->parameters == GRADIENTS_SET) {
        memset(net_gradients(pass->net, layer), 0, parameter_count(layer) * sizeof(float));
    }
    double start = profile_start(pass);
    layer->type->backward_combine(layer, &work, PASS_SHARDS, pass->count);
    profile_stop(pass, layer, BACKWARD, 0, start);
}

/* The segment's layers, and what the layer before them gathers of the batch, where it does. */
static void backward_segment(const struct segment *segment)
{
    struct pass *pass = segment->pass;
    const struct layer *next = segment->statistics;
    if (next) {
        pass_clear_statistics(pass, next);
    }
    if (next || segment->begin < segment->end) {
        double operations = pass_operations(pass, segment->begin - (next != NULL), segment->end);
        parallel_for(pass->threads, PASS_SHARDS, operations, backward_shard, (void *)segment);
    }
    if (segment->parameters) {
        add_shards(segment);
    }
    if (next) {
        combine_backward(segment, next);
    }
}

void pass_backward(struct pass *pass, enum gradients parameters, bool input)
{
    const struct net *net = pass->net;
    assert(pass->dy && (pass->training || !parameters));
    profile_count_backward(pass, parameters, input);
    pass_arrange(pass, BACKWARD, input);
    int lowest = input ? 0 : net->first_trained;
    int begin = net->layer_count, end = begin;
    while (end > lowest) {
        while (begin > lowest && !pass_ends_segment(pass, net->layers[begin - 1])) {
            begin--;
        }
        const struct layer *next = begin > lowest ? net->layers[begin - 1] : NULL;
        bool pieces = next && next->forward_pieces;
        struct segment segment = {pass, begin, end, pieces ? NULL : next, parameters, input};
        backward_segment(&segment);
        if (pieces) {
            struct whole whole = {&segment, next};
            parallel_for(pass->threads, next->backward_pieces, pass_operations(pass, begin - 1, begin), backward_piece,
                         &whole);
        }
        /* A layer that needed the batch begins the next segment; one that worked in pieces is done. */
        begin -= next != NULL;
        end = pieces || !next ? begin : begin + 1;
    }
}
