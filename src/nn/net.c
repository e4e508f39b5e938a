#include "nn/net.h"

#include "base/memory.h"
#include "nn/initializer.h"
#include "nn/pass.h"

#include <stdio.h>
#include <string.h>

void net_reserve(struct net *net, struct arena *arena)
{
    net->parameters = arena_take(arena, net->parameter_count, sizeof *net->parameters);
    net->gradients = arena_take(arena, net->parameter_count, sizeof *net->gradients);
    net->buffers = arena_take(arena, net->buffer_count, sizeof *net->buffers);
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

/* Output, its gradient, and what is kept for backward. */
static size_t layer_memory(const struct net *net, const struct layer *layer, int batch)
{
    int value = layer->index + 1;
    size_t arrays = (size_t)(net->storage[value] == value) + (size_t)(net->gradient_storage[value] == value);
    return (size_t)batch * (arrays * shape_size(layer->out) * sizeof(float) + layer->kept);
}

void net_describe(const struct net *net, int batch, struct text *text)
{
    char shape[48], bytes[16];
    double work = 0;
    size_t memory = 0;
    text_add(text, "%-40s %12s %12s %10s %10s\n", net->name, "output", "parameters", "MFLOP", "memory");
    text_add(text, "  %-38s %12s\n", "input", shape_text(net->input, shape));
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        size_t here = layer_memory(net, layer, batch);
        text_add(text, "  %-38s %12s %12zu %10.3f %10s\n", layer->name + strlen(net->name) + 1,
                 shape_text(layer->out, shape), layer_parameters(layer), 2e-6 * layer->multiply_adds,
                 memory_text(here, bytes));
        work += layer->multiply_adds;
        memory += here;
    }
    text_add(text, "  %-38s %12s %12zu %10.3f %10s\n", "total", "", net->parameter_count, 2e-6 * work,
             memory_text(memory, bytes));
}
