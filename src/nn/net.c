#include "nn/net.h"

#include "base/memory.h"
#include "nn/initializer.h"
#include "nn/pass.h"

#include <stdio.h>
#include <string.h>

int net_value_count(const struct net *net)
{
    return net->input_count + net->layer_count;
}

struct shape net_input_shape(const struct net *net, int input)
{
    return net->values[input].shape;
}

struct shape net_output_shape(const struct net *net, int output)
{
    return net->values[net->outputs[output].value].shape;
}

int net_find_input(const struct net *net, const char *name)
{
    for (int i = 0; i < net->input_count; i++) {
        if (strcmp(net->values[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

int net_input_size(const struct net *net, const char *name)
{
    int input = net_find_input(net, name);
    return input < 0 ? 0 : (int)shape_size(net_input_shape(net, input));
}

int net_find_output(const struct net *net, const char *name)
{
    for (int i = 0; i < net->output_count; i++) {
        if (strcmp(net->outputs[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

void net_reserve_weights(struct net *net, struct arena *arena)
{
    net->parameters = arena_take(arena, net->parameter_count, sizeof *net->parameters);
    net->buffers = arena_take(arena, net->buffer_count, sizeof *net->buffers);
    net->effective = arena_take(arena, net->effective_count, sizeof *net->effective);
}

void net_reserve(struct net *net, struct arena *arena)
{
    arena_part(arena, "weights");
    net_reserve_weights(net, arena);
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
    net_constrain_initialize(net, seed);
}

void net_tensor_name(const struct layer *layer, const struct layer_tensor *tensor, char *name, size_t size)
{
    snprintf(name, size, "%s.%s", layer->name, tensor->name);
}

/* Bytes an example of a value and its gradient, where they have arrays of their own. */
static size_t value_memory(const struct net *net, int value)
{
    const struct net_value *here = &net->values[value];
    size_t arrays = (size_t)(here->storage == value) + (size_t)(here->gradient_storage == value);
    return arrays * shape_size(here->shape) * sizeof(float);
}

size_t net_layer_memory(const struct net_use *use, const struct layer *layer)
{
    size_t example = value_memory(use->net, layer->value) + layer->kept;
    return (size_t)use->copies * layer_parameter_count(layer) * sizeof(float) + (size_t)use->examples * example;
}

void net_describe(const struct net_use *use, struct text *text)
{
    const struct net *net = use->net;
    char shape[48], bytes[16];
    double work = 0;
    size_t memory = 0;
    text_add(text, "%-40s %12s %12s %10s %10s\n", net->name, "output", "parameters", "MFLOP", "memory");
    for (int i = 0; i < net->input_count; i++) {
        size_t here = (size_t)use->examples * value_memory(net, i);
        text_add(text, "  %-38s %12s %12s %10s %10s\n", net->values[i].name, shape_text(net->values[i].shape, shape),
                 "", "", memory_text(here, bytes));
        memory += here;
    }
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        size_t here = net_layer_memory(use, layer);
        text_add(text, "  %-38s %12s %12zu %10.3f %10s\n", layer->name + strlen(net->name) + 1,
                 shape_text(layer->out, shape), layer_parameter_count(layer), 2e-6 * layer->multiply_adds,
                 memory_text(here, bytes));
        work += layer->multiply_adds;
        memory += here;
    }
    text_add(text, "  %-38s %12s %12zu %10.3f %10s\n", "total", "", net->parameter_count, 2e-6 * work,
             memory_text(memory, bytes));
}
