#include "nn/net_layout.h"

#include "base/memory.h"

#include <stdlib.h>

/* Every output must be read, since backward goes through all layers. */
static bool check_readers(const struct net *net, struct fg_error *error)
{
    bool *read = memory_new((size_t)net->layer_count + 1, sizeof *read, error);
    if (!read) {
        return false;
    }
    int i = net->layer_count - 1;
    for (read[net->layer_count] = true; i >= 0 && read[i + 1]; i--) {
        for (int input = 0; input < net->layers[i]->input_count; input++) {
            read[net->layers[i]->inputs[input]] = true;
        }
    }
    free(read);
    return i < 0 || fg_fail(error, FG_USAGE,
                            "%s: no layer reads its output: remove it, or name it in `input`, `add` or `concat`",
                            net->layers[i]->name);
}

/* In the order of backward: the first to leave a gradient for an array writes it, those after add. */
static bool order_gradients(struct net *net, struct fg_error *error)
{
    bool *written = memory_new((size_t)net->layer_count + 1, sizeof *written, error);
    if (!written) {
        return false;
    }
    written[net->gradient_storage[net->layer_count]] = true;
    for (int i = net->layer_count - 1; i >= 0; i--) {
        struct layer *layer = net->layers[i];
        bool shares = net->gradient_storage[i + 1] == net->gradient_storage[layer->inputs[0]];
        for (int input = 0; !shares && input < layer->input_count; input++) {
            bool *before = &written[net->gradient_storage[layer->inputs[input]]];
            layer->gradient_adds[input] = *before;
            *before = true;
        }
    }
    free(written);
    return true;
}

static int count_readers(const struct net *net, int value)
{
    int readers = value == net->layer_count;
    for (int i = 0; i < net->layer_count; i++) {
        for (int input = 0; input < net->layers[i]->input_count; input++) {
            readers += net->layers[i]->inputs[input] == value;
        }
    }
    return readers;
}

/* The value that a layer alone reads, under any shape; 0 where others read it too, or it is the net's input, which is
 * the caller's. */
static int sole_input(const struct net *net, const struct layer *layer)
{
    int value = layer->inputs[0];
    while (value > 0 && !net->layers[value - 1]->type->forward && count_readers(net, value) == 1) {
        value = net->layers[value - 1]->inputs[0];
    }
    return count_readers(net, value) == 1 ? value : 0;
}

/* Which values, and which gradients, lie in the array of another. */
static void share_storage(struct net *net)
{
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        int before = layer->inputs[0], sole = sole_input(net, layer);
        bool alias = !layer->type->forward, overwrites = sole > 0 && !net->layers[sole - 1]->type->reads_output;
        net->storage[i + 1] = alias || (layer->type->in_place && overwrites) ? net->storage[before] : i + 1;
        bool gradient = alias || (layer->type->gradient_in_place && sole > 0);
        net->gradient_storage[i + 1] = gradient ? net->gradient_storage[before] : i + 1;
    }
}

bool net_lay_out(struct net *net, struct fg_error *error)
{
    net->storage = memory_new((size_t)net->layer_count + 1, sizeof *net->storage, error);
    net->gradient_storage = memory_new((size_t)net->layer_count + 1, sizeof *net->gradient_storage, error);
    if (!net->storage || !net->gradient_storage) {
        return false;
    }
    share_storage(net);
    net->first_trained = net->layer_count;
    for (int i = net->layer_count - 1; i >= 0; i--) {
        net->first_trained = net->layers[i]->parameter_count ? i : net->first_trained;
    }
    for (int i = 0; i < net->layer_count; i++) {
        struct layer *layer = net->layers[i];
        for (int t = 0; t < layer->parameter_count; t++) {
            layer->parameters[t].offset = net->parameter_count;
            net->parameter_count += layer->parameters[t].count;
        }
        for (int t = 0; t < layer->buffer_count; t++) {
            layer->buffers[t].offset = net->buffer_count;
            net->buffer_count += layer->buffers[t].count;
        }
    }
    net->output = net->layers[net->layer_count - 1]->out;
    return check_readers(net, error) && order_gradients(net, error);
}
