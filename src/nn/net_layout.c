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
    written[net->storage[net->layer_count]] = true;
    for (int i = net->layer_count - 1; i >= 0; i--) {
        struct layer *layer = net->layers[i];
        for (int input = 0; layer->type->forward && input < layer->input_count; input++) {
            bool *before = &written[net->storage[layer->inputs[input]]];
            layer->gradient_adds[input] = *before;
            *before = true;
        }
    }
    free(written);
    return true;
}

bool net_lay_out(struct net *net, struct fg_error *error)
{
    net->storage = memory_new((size_t)net->layer_count + 1, sizeof *net->storage, error);
    if (!net->storage) {
        return false;
    }
    net->first_trained = net->layer_count;
    for (int i = net->layer_count - 1; i >= 0; i--) {
        net->first_trained = net->layers[i]->parameter_count ? i : net->first_trained;
    }
    for (int i = 0; i < net->layer_count; i++) {
        struct layer *layer = net->layers[i];
        net->storage[i + 1] = layer->type->forward ? i + 1 : net->storage[layer->inputs[0]];
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
