#include "nn/net.h"

#include "base/memory.h"
#include "nn/initializer.h"
#include "nn/pass.h"

#include <stdio.h>
#include <string.h>

void net_reserve(struct net *net, struct arena *arena)
{
    arena_part(arena, "weights");
    net->parameters = arena_take(arena, net->parameter_count, sizeof *net->parameters);
    net->buffers = arena_take(arena, net->buffer_count, sizeof *net->buffers);
    arena_part(arena, "gradients");
    net->gradients = arena_take(arena, net->parameter_count, sizeof *net->gradients);
}

void net_initialize(struct net *net, uint64_t seed)
{
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        enum initializer initializer =
            layer->initializer == LAYER_INITIALIZER_NET ? net->initializer : (enum initializer)layer->initializer;
        for (int t = 0; t < layer->parameter_count; t++) {
            initialize_tensor(initializer, &layer->parameters[t], seed, net->stream, (uint32_t)i,
                              net->parameters + layer->parameters[t].offset);
        }
        for (int t = 0; t < layer->buffer_count; t++) {
            initialize_tensor(initializer, &layer->buffers[t], seed, net->stream, (uint32_t)i,
                              net->buffers + layer->buffers[t].offset);
        }
    }
}

void net_tensor_name(const struct layer *layer, const struct layer_tensor *tensor, char *name, size_t size)
{
    snprintf(name, size, "%s.%s", layer->name, tensor->name);
}

static size_t layer_parameters(const struct layer *layer)
{
    size_t count = 0;
    for (int t = 0; t < layer->parameter_count; t++) {
        count += layer->parameters[t].count;
    }
    return count;
}

/* Bytes an example of a value and its gradient, where they have arrays of their own. */
static size_t value_memory(const struct net *net, int value, struct shape shape)
{
    size_t arrays = (size_t)(net->storage[value] == value) + (size_t)(net->gradient_storage[value] == value);
    return arrays * shape_size(shape) * sizeof(float);
}

size_t net_layer_memory(const struct net_use *use, const struct layer *layer)
{
    size_t example = value_memory(use->net, layer->index + 1, layer->out) + layer->kept;
    return (size_t)use->copies * layer_parameters(layer) * sizeof(float) + (size_t)use->examples * example;
}

void net_describe(const struct net_use *use, struct text *text)
{
    const struct net *net = use->net;
    char shape[48], bytes[16];
    double work = 0;
    size_t memory = (size_t)use->examples * value_memory(net, 0, net->input);
    text_add(text, "%-40s %12s %12s %10s %10s\n", net->name, "output", "parameters", "MFLOP", "memory");
    text_add(text, "  %-38s %12s %12s %10s %10s\n", "input", shape_text(net->input, shape), "", "",
             memory_text(memory, bytes));
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        size_t here = net_layer_memory(use, layer);
        text_add(text, "  %-38s %12s %12zu %10.3f %10s\n", layer->name + strlen(net->name) + 1,
                 shape_text(layer->out, shape), layer_parameters(layer), 2e-6 * layer->multiply_adds,
                 memory_text(here, bytes));
        work += layer->multiply_adds;
        memory += here;
    }
    text_add(text, "  %-38s %12s %12zu %10.3f %10s\n", "total", "", net->parameter_count, 2e-6 * work,
             memory_text(memory, bytes));
}
