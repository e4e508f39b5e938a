#include "nn/pass.h"

#include "base/integer.h"
#include "base/memory.h"
#include "nn/segment.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of activations that a tile may have: about a core's second-level cache, of which a layer uses a part at a time.
 */
enum { TILE_BYTES = 640 * 1024 };

/* What a number that a layer gives costs beside its multiply-adds: it is read and written a few times. */
enum { OPERATIONS_A_NUMBER = 8 };

bool pass_is_sharded(const struct layer *layer)
{
    return layer->parameter_count > 0 && !layer->forward_pieces && !layer->type->backward_combine;
}

static bool reserve_tables(struct pass *pass, const struct net *net, bool backward, struct fg_error *error)
{
    size_t values = (size_t)net->layer_count + 1;
    if (pass->y) {
        return true;
    }
    pass->y = memory_new(values, sizeof *pass->y, error);
    pass->dy = backward ? memory_new(values, sizeof *pass->dy, error) : NULL;
    pass->kept = memory_new(values, sizeof *pass->kept, error);
    pass->statistics = memory_new(values, sizeof *pass->statistics, error);
    pass->batch_values = memory_new(values, sizeof *pass->batch_values, error);
    pass->arranged = memory_new(values, sizeof *pass->arranged, error);
    pass->shard_offset = memory_new(values, sizeof *pass->shard_offset, error);
    return pass->y && (pass->dy || !backward) && pass->kept && pass->statistics && pass->batch_values &&
           pass->arranged && pass->shard_offset;
}

static struct shape value_shape(const struct net *net, int value)
{
    return value == 0 ? net->input : net->layers[value - 1]->out;
}

/* Arrays of every value, or of the value whose array it shares. */
static void reserve_values(struct pass *pass, const int *storages, float **arrays, struct arena *arena)
{
    const struct net *net = pass->net;
    for (int value = 0; value <= net->layer_count; value++) {
        int storage = storages[value];
        arrays[value] =
            storage == value
                ? arena_take(arena, (size_t)pass->capacity * shape_size(value_shape(net, value)), sizeof **arrays)
                : arrays[storage];
    }
}

/* Floats for the gradients of a tile's inputs that are added to what other layers left. */
static size_t spare_size(const struct layer *layer, int tile)
{
    size_t size = 0;
    for (int input = 0; input < layer->input_count; input++) {
        size += layer->gradient_adds[input] ? (size_t)tile * shape_size(layer->in[input]) : 0;
    }
    return size;
}

static void reserve_layers(struct pass *pass, struct arena *arena)
{
    const struct net *net = pass->net;
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        pass->kept[i] = arena_take(arena, (size_t)pass->capacity, layer->kept);
        pass->statistics[i] = arena_take(arena, PASS_SHARDS * layer->statistics, sizeof(double));
        pass->batch_values[i] = arena_take(arena, layer->batch_values, sizeof(float));
    }
}

/* As many examples as fit, and about the same number in all tiles of a shard. */
static int tile_size(const struct net *net, int capacity)
{
    size_t largest = 1;
    for (int i = 0; i < net->layer_count; i++) {
        size_t here = (shape_size(net->layers[i]->in[0]) + shape_size(net->layers[i]->out)) * sizeof(float);
        largest = here > largest ? here : largest;
    }
    int fits = largest < TILE_BYTES ? (int)(TILE_BYTES / largest) : 1;
    int shard = int_ceil_divide(capacity, PASS_SHARDS);
    return int_ceil_divide(shard, int_ceil_divide(shard, fits));
}

bool pass_reserve(struct pass *pass, const struct net *net, int capacity, bool backward, int threads, uint32_t stream,
                  struct arena *arena, struct fg_error *error)
{
    if (!reserve_tables(pass, net, backward, error)) {
        return false;
    }
    pass->net = net;
    pass->capacity = capacity;
    pass->threads = threads;
    pass->stream = stream;
    pass->tile = tile_size(net, capacity);
    arena_part(arena, "activations");
    reserve_values(pass, net->storage, pass->y, arena);
    if (backward) {
        reserve_values(pass, net->gradient_storage, pass->dy, arena);
    }
    reserve_layers(pass, arena);
    return true;
}

static void reserve_workspace(struct pass *pass, struct arena *arena)
{
    const struct net *net = pass->net;
    bool backward = pass->dy;
    size_t scratch = 0;
    pass->shard_size = 0;
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        pass->arranged[i] = arena_take(arena, layer->arranged, sizeof(float));
        pass->shard_offset[i] = pass->shard_size;
        for (int t = 0; pass_is_sharded(layer) && t < layer->parameter_count; t++) {
            pass->shard_size += layer->parameters[t].count;
        }
        size_t here = layer->scratch + (backward ? spare_size(layer, pass->tile) : 0);
        scratch = here > scratch ? here : scratch;
    }
    pass->scratch_size = (scratch + 15) / 16 * 16; /* whole lines of the cache */
    pass->scratch = arena_take(arena, (size_t)pass->threads * pass->scratch_size, sizeof(float));
    pass->shard_gradients = arena_take(arena, backward ? PASS_SHARDS * pass->shard_size : 0, sizeof(float));
}

void pass_reserve_workspace(struct pass *const *passes, int count, struct arena *arena)
{
    size_t place = arena->used;
    arena_part(arena, "workspace");
    for (int i = 0; i < count; i++) {
        arena_rewind(arena, place);
        reserve_workspace(passes[i], arena);
    }
    arena_skip(arena);
}

void pass_free(struct pass *pass)
{
    free(pass->y);
    free(pass->dy);
    free(pass->kept);
    free(pass->statistics);
    free(pass->batch_values);
    free(pass->arranged);
    free(pass->shard_offset);
    *pass = (struct pass){0};
}

float *pass_input(const struct pass *pass)
{
    return pass->y[0];
}

float *pass_output(const struct pass *pass)
{
    return pass->y[pass->net->layer_count];
}

float *pass_output_gradient(const struct pass *pass)
{
    return pass->dy[pass->net->layer_count];
}

float *pass_input_gradient(const struct pass *pass)
{
    return pass->dy[0];
}

struct layer_work pass_work(const struct pass *pass, const struct layer *layer, int first, int count, int shard,
                            int worker)
{
    int i = layer->index;
    size_t start = (size_t)first;
    struct layer_work work = {
        .count = count,
        .first = first,
        .training = pass->training,
        .seed = pass->seed,
        .step = pass->step,
        .stream = pass->stream,
        .y = pass->y[i + 1] + start * shape_size(layer->out),
        .dy = pass->dy ? pass->dy[i + 1] + start * shape_size(layer->out) : NULL,
        .kept = pass->kept[i] + start * layer->kept,
        .arranged = pass->arranged[i],
        .scratch = pass->scratch + (size_t)worker * pass->scratch_size,
        .statistics = pass->statistics[i] + (size_t)shard * layer->statistics,
        .batch_values = pass->batch_values[i],
    };
    for (int input = 0; input < layer->input_count; input++) {
        work.x[input] = pass->y[layer->inputs[input]] + start * shape_size(layer->in[input]);
    }
    for (int t = 0; t < layer->parameter_count; t++) {
        work.parameters[t] = pass->net->parameters + layer->parameters[t].offset;
    }
    for (int t = 0; t < layer->buffer_count; t++) {
        work.buffers[t] = pass->net->buffers + layer->buffers[t].offset;
    }
    return work;
}

double pass_operations(const struct pass *pass, int begin, int end)
{
    double operations = 0;
    for (int i = begin; i < end; i++) {
        const struct layer *layer = pass->net->layers[i];
        operations += layer->multiply_adds + OPERATIONS_A_NUMBER * (double)shape_size(layer->out);
    }
    return pass->count * operations;
}

bool pass_ends_segment(const struct pass *pass, const struct layer *layer)
{
    return layer->forward_pieces > 0 || pass_needs_batch(pass, layer);
}

bool pass_wants_gradient(const struct pass *pass, int value, bool input)
{
    return input || value > pass->net->first_trained;
}

bool pass_needs_batch(const struct pass *pass, const struct layer *layer)
{
    return pass->training && layer->type->forward_statistics;
}

void pass_shard_range(const struct pass *pass, int shard, int *first, int *last)
{
    int size = int_ceil_divide(pass->count, PASS_SHARDS);
    *first = int_min(shard * size, pass->count);
    *last = int_min(*first + size, pass->count);
}

void pass_clear_statistics(const struct pass *pass, const struct layer *layer)
{
    memset(pass->statistics[layer->index], 0, PASS_SHARDS * layer->statistics * sizeof(double));
}

void pass_update_buffers(const struct pass *pass)
{
    assert(pass->training);
    for (int i = 0; i < pass->net->layer_count; i++) {
        const struct layer *layer = pass->net->layers[i];
        if (layer->type->update_buffers) {
            struct layer_work work = pass_work(pass, layer, 0, pass->count, 0, 0);
            layer->type->update_buffers(layer, &work, pass->count);
        }
    }
}
