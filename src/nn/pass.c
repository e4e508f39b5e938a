#include "nn/pass.h"

#include "base/integer.h"
#include "base/memory.h"
#include "kernels/shards.h"
#include "nn/profile.h"
#include "nn/sweep.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of activations that a tile may have: about a core's second-level cache, of which a layer uses a part at a time.
 */
enum { TILE_BYTES = 640 * 1024 };

static bool make_plans(struct pass *pass, struct fg_error *error)
{
    for (int sweep = 0; sweep < (pass->dy ? SWEEPS : SWEEP_BACKWARD); sweep++) {
        for (int training = 0; training < 2; training++) {
            if (!plan_make(&pass->plans[sweep][training], pass->net, (enum sweep)sweep, training, error)) {
                return false;
            }
        }
    }
    return !pass->dy || plan_gradients(pass->flow, &pass->reached, pass->net, pass->options.seeds, error);
}

/* Once, at the first of the two calls. */
static bool make_tables(struct pass *pass, struct fg_error *error)
{
    bool backward = pass->options.keeps & PASS_GRADIENTS;
    size_t values = (size_t)net_value_count(pass->net), layers = (size_t)pass->net->layer_count;
    if (pass->y) {
        return true;
    }
    pass->y = memory_new(values, sizeof *pass->y, error);
    pass->dy = backward ? memory_new(values, sizeof *pass->dy, error) : NULL;
    pass->flow = backward ? memory_new(layers, sizeof *pass->flow, error) : NULL;
    pass->kept = memory_new(layers, sizeof *pass->kept, error);
    pass->statistics = memory_new(layers, sizeof *pass->statistics, error);
    pass->batch_values = memory_new(layers, sizeof *pass->batch_values, error);
    pass->arranged = memory_new(layers, sizeof *pass->arranged, error);
    pass->shard_offset = memory_new(layers, sizeof *pass->shard_offset, error);
    return pass->y && (!backward || (pass->dy && pass->flow)) && pass->kept && pass->statistics && pass->batch_values &&
           pass->arranged && pass->shard_offset && make_plans(pass, error);
}

/* An array for each value that has one of its own. */
static float *reserve_value(const struct pass *pass, int value, struct arena *arena)
{
    size_t size = shape_size(pass->net->values[value].shape);
    return arena_take(arena, (size_t)pass->options.capacity * size, sizeof(float));
}

static void reserve_values(struct pass *pass, struct arena *arena)
{
    const struct net_value *values = pass->net->values;
    for (int i = 0; i < net_value_count(pass->net); i++) {
        pass->y[i] = values[i].storage == i ? reserve_value(pass, i, arena) : pass->y[values[i].storage];
    }
    for (int i = 0; pass->dy && i < net_value_count(pass->net); i++) {
        int storage = values[i].gradient_storage;
        pass->dy[i] = storage == i ? reserve_value(pass, i, arena) : pass->dy[storage];
    }
}

/* Floats for the gradients of a tile's inputs that are added to what other layers left. */
static size_t spare_size(const struct pass *pass, const struct layer *layer)
{
    size_t size = 0;
    for (int input = 0; pass->flow && input < layer->input_count; input++) {
        size += pass->flow[layer->index].adds[input] ? (size_t)pass->tile * shape_size(layer->in[input]) : 0;
    }
    return size;
}

static void reserve_layers(struct pass *pass, struct arena *arena)
{
    const struct net *net = pass->net;
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        pass->kept[i] = arena_take(arena, (size_t)pass->options.capacity, layer->kept);
        pass->statistics[i] = arena_take(arena, SHARDS * layer->statistics, sizeof(double));
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
    int shard = int_ceil_divide(capacity, SHARDS);
    return int_ceil_divide(shard, int_ceil_divide(shard, fits));
}

bool pass_reserve(struct pass *pass, const struct net *net, const struct pass_options *options, struct arena *arena,
                  struct fg_error *error)
{
    pass->net = net;
    pass->options = *options;
    pass->options.seeds = options->seeds ? options->seeds : 1;
    pass->stream = options->stream;
    pass->tile = tile_size(net, options->capacity);
    if (!make_tables(pass, error)) {
        return false;
    }
    arena_part(arena, "activations");
    reserve_values(pass, arena);
    reserve_layers(pass, arena);
    return true;
}

static void reserve_workspace(struct pass *pass, struct arena *arena)
{
    const struct net *net = pass->net;
    size_t scratch = 0;
    pass->shard_size = 0;
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        pass->arranged[i] = arena_take(arena, layer->arranged, sizeof(float));
        pass->shard_offset[i] = pass->shard_size;
        pass->shard_size += layer_is_sharded(layer) ? layer_parameter_count(layer) : 0;
        size_t examples = layer->scratch + spare_size(pass, layer);
        size_t batch = (size_t)pass->options.capacity * layer->batch_scratch;
        scratch = examples > scratch ? examples : scratch;
        scratch = batch > scratch ? batch : scratch;
    }
    pass->scratch_size = (scratch + 15) / 16 * 16; /* whole lines of the cache */
    pass->scratch = arena_take(arena, (size_t)pass->options.threads * pass->scratch_size, sizeof(float));
    pass->shard_gradients = arena_take(arena, pass->dy ? SHARDS * pass->shard_size : 0, sizeof(float));
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
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        free(pass->plans[sweep][false].stages);
        free(pass->plans[sweep][true].stages);
    }
    free(pass->flow);
    free(pass->y);
    free(pass->dy);
    free(pass->kept);
    free(pass->statistics);
    free(pass->batch_values);
    free(pass->arranged);
    free(pass->shard_offset);
    *pass = (struct pass){0};
}

float *pass_input(const struct pass *pass, int input)
{
    return pass->y[input];
}

float *pass_output(const struct pass *pass, int output)
{
    return pass->y[pass->net->outputs[output].value];
}

float *pass_output_gradient(const struct pass *pass, int output)
{
    assert(pass->options.seeds & 1u << output);
    return pass->dy[pass->net->outputs[output].value];
}

float *pass_input_gradient(const struct pass *pass, int input)
{
    return pass->dy[input];
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
        .y = pass->y[layer->value] + start * shape_size(layer->out),
        .dy = pass->dy ? pass->dy[layer->value] + start * shape_size(layer->out) : NULL,
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
        work.parameters[t] = net_parameter(pass->net, layer, t);
    }
    for (int t = 0; t < layer->buffer_count; t++) {
        work.buffers[t] = pass->net->buffers + layer->buffers[t].offset;
    }
    return work;
}

void pass_forward(struct pass *pass)
{
    const struct sweep_run run = {.pass = pass, .sweep = SWEEP_FORWARD};
    assert(pass->count >= 1 && pass->count <= pass->options.capacity);
    profile_count(pass, SWEEP_FORWARD, 0);
    sweep_go(&run);
}

void pass_backward(struct pass *pass, enum gradients parameters, unsigned inputs)
{
    unsigned wanted = inputs | (parameters ? NET_PARAMETERS : 0);
    const struct sweep_run run = {pass, SWEEP_BACKWARD, parameters, wanted};
    assert(pass->dy && (pass->training || !parameters));
    profile_count(pass, SWEEP_BACKWARD, wanted);
    backward_clear(&run);
    sweep_go(&run);
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
