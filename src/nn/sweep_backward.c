#include "base/parallel.h"
#include "kernels/kernels.h"
#include "nn/profile.h"
#include "nn/sweep.h"

#include <string.h>

static float *shard_gradients(const struct pass *pass, const struct layer *layer, int shard)
{
    return pass->shard_gradients + (size_t)shard * pass->shard_size + pass->shard_offset[layer->index];
}

/* block: begins with the layer's first parameter. */
static void point_gradients(const struct layer *layer, float *block, struct layer_work *work)
{
    for (int t = 0; t < layer->parameter_count; t++) {
        work->gradients[t] = block + (layer->parameters[t].offset - layer->parameters[0].offset);
    }
}

static float *net_gradients(const struct sweep_run *run, const struct layer *layer)
{
    return run->pass->net->gradients + layer->parameters[0].offset;
}

void backward_clear(const struct sweep_run *run)
{
    const struct pass *pass = run->pass;
    for (int i = 0; run->parameters == GRADIENTS_SET && i < pass->net->layer_count; i++) {
        const struct layer *layer = pass->net->layers[i];
        if (layer->parameter_count && !sweep_wants_layer(run, layer)) {
            memset(net_gradients(run, layer), 0, layer_parameter_count(layer) * sizeof(float));
        }
    }
    for (int i = 0; i < pass->net->input_count; i++) {
        if (run->wanted & ~pass->reached & NET_INPUT(i)) {
            memset(pass->dy[i], 0, (size_t)pass->count * shape_size(net_input_shape(pass->net, i)) * sizeof(float));
        }
    }
}

void backward_clear_shard(const struct sweep_run *run, const struct layer *layer, int shard)
{
    if (layer_is_sharded(layer)) {
        memset(shard_gradients(run->pass, layer, shard), 0, layer_parameter_count(layer) * sizeof(float));
    }
}

/* Gradients that are to be added to what is there are made in spare memory first. */
void backward_examples(const struct sweep_run *run, const struct layer *layer, struct layer_work *work, int shard)
{
    const struct pass *pass = run->pass;
    const bool *adds = pass->flow[layer->index].adds;
    float *spare = work->scratch + layer->scratch;
    float *target[LAYER_INPUTS_MAX] = {NULL};
    size_t size[LAYER_INPUTS_MAX] = {0};
    for (int input = 0; input < layer->input_count; input++) {
        if (!sweep_wants_gradient(run, layer->inputs[input])) {
            continue;
        }
        size[input] = (size_t)work->count * shape_size(layer->in[input]);
        target[input] = pass->dy[layer->inputs[input]] + (size_t)work->first * shape_size(layer->in[input]);
        work->dx[input] = adds[input] ? spare : target[input];
        spare += adds[input] ? size[input] : 0;
    }
    if (run->parameters && layer_is_sharded(layer)) {
        point_gradients(layer, shard_gradients(pass, layer, shard), work);
    }
    layer->type->sweeps[SWEEP_BACKWARD].examples(layer, work);
    for (int input = 0; input < layer->input_count; input++) {
        if (target[input] && adds[input]) {
            add_to(target[input], work->dx[input], size[input]);
        }
    }
}

void backward_point(const struct sweep_run *run, const struct layer *layer, struct layer_work *work)
{
    if (run->sweep != SWEEP_BACKWARD) {
        return;
    }
    for (int input = 0; input < layer->input_count; input++) {
        int value = layer->inputs[input];
        work->dx[input] = sweep_wants_gradient(run, value) ? run->pass->dy[value] : NULL;
        work->adds[input] = run->pass->flow[layer->index].adds[input];
    }
    if (run->parameters && layer->parameter_count) {
        point_gradients(layer, net_gradients(run, layer), work);
        work->sets_gradients = run->parameters == GRADIENTS_SET;
    }
}

/* A layer whose shards' gradients are being added. */
struct adding {
    const struct sweep_run *run;
    const struct layer *layer;
};

static void add_range(void *context, size_t first, size_t count, int worker)
{
    const struct adding *self = context;
    const struct sweep_run *run = self->run;
    double start = profile_start(run->pass);
    const float *shards = shard_gradients(run->pass, self->layer, 0) + first;
    add_tree(shards, run->pass->shard_size, count, run->parameters == GRADIENTS_ADD,
             net_gradients(run, self->layer) + first);
    profile_stop(run->pass, self->layer, SWEEP_BACKWARD, worker, start);
}

void backward_add_shards(const struct sweep_run *run, const struct layer *layer)
{
    struct adding self = {run, layer};
    if (layer_is_sharded(layer)) {
        parallel_ranges(run->pass->options.threads, layer_parameter_count(layer), add_range, &self);
    }
}
