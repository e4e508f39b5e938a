#include "nn/net_layout.h"

static void count_readers(struct net *net)
{
    for (int i = 0; i < net->layer_count; i++) {
        for (int input = 0; input < net->layers[i]->input_count; input++) {
            net->values[net->layers[i]->inputs[input]].readers++;
        }
    }
    for (int i = 0; i < net->output_count; i++) {
        net->values[net->outputs[i].value].readers++;
    }
}

static bool check_readers(const struct net *net, struct fg_error *error)
{
    for (int i = net->layer_count - 1; i >= 0; i--) {
        if (net->values[net->layers[i]->value].readers == 0) {
            return fg_fail(
                error, FG_USAGE,
                "%s: no layer reads its output: remove it, name it in another layer (`input: NAME`, `add: NAME`), "
                "or make it an output of the network with `output: NAME`",
                net->layers[i]->name);
        }
    }
    return true;
}

static const struct layer *giver(const struct net *net, int value)
{
    return value < net->input_count ? NULL : net->layers[value - net->input_count];
}

/* The value that a layer alone reads, under any shape; -1 where others read it too, or it is an input of the net, which
 * is the caller's. */
static int sole_input(const struct net *net, const struct layer *layer)
{
    int value = layer->inputs[0];
    while (giver(net, value) && layer_is_view(giver(net, value)->type) && net->values[value].readers == 1) {
        value = giver(net, value)->inputs[0];
    }
    return giver(net, value) && net->values[value].readers == 1 ? value : -1;
}

/* Which values, and which gradients, lie in the array of another. */
static void share_storage(struct net *net)
{
    for (int value = 0; value < net_value_count(net); value++) {
        struct net_value *here = &net->values[value];
        const struct layer *layer = giver(net, value);
        here->storage = here->gradient_storage = value;
        if (!layer) {
            continue;
        }
        const struct net_value *before = &net->values[layer->inputs[0]];
        bool same_size = shape_size(before->shape) == shape_size(here->shape);
        int sole = sole_input(net, layer);
        bool view = layer_is_view(layer->type), overwrites = sole >= 0 && !giver(net, sole)->type->reads_output;
        if (view || (layer->type->in_place && overwrites)) {
            here->storage = before->storage;
        }
        if (view || (layer->type->gradient_in_place && same_size && sole >= 0)) {
            here->gradient_storage = before->gradient_storage;
        }
    }
}

/* Each output has a gradient of its own, which the caller may fill. */
static bool check_outputs(const struct net *net, struct fg_error *error)
{
    for (int i = 0; i < net->output_count; i++) {
        const struct net_output *here = &net->outputs[i];
        for (int k = 0; k < i; k++) {
            const struct net_output *other = &net->outputs[k];
            if (net->values[here->value].gradient_storage == net->values[other->value].gradient_storage) {
                return fg_fail(
                    error, FG_USAGE,
                    "%s: its outputs \"%s\" and \"%s\" are the same value: name it once (what the last layer "
                    "gives is the output without a name)",
                    net->name, other->name, here->name);
            }
        }
    }
    return true;
}

static void follow_dependence(struct net *net)
{
    for (int i = 0; i < net->input_count; i++) {
        net->values[i].depends = NET_INPUT(i);
    }
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        unsigned depends = layer->parameter_count ? NET_PARAMETERS : 0;
        for (int input = 0; input < layer->input_count; input++) {
            depends |= net->values[layer->inputs[input]].depends;
        }
        net->values[layer->value].depends = depends;
    }
}

static void place_tensors(struct net *net)
{
    for (int i = 0; i < net->layer_count; i++) {
        struct layer *layer = net->layers[i];
        for (int t = 0; t < layer->parameter_count; t++) {
            layer->parameters[t].offset = net->parameter_count;
            net->parameter_count += layer->parameters[t].count;
        }
        if (layer->constraint) {
            layer->effective = net->effective_count;
            net->effective_count += layer->parameters[0].count;
        }
        for (int t = 0; t < layer->buffer_count; t++) {
            layer->buffers[t].offset = net->buffer_count;
            net->buffer_count += layer->buffers[t].count;
        }
    }
}

bool net_lay_out(struct net *net, struct fg_error *error)
{
    count_readers(net);
    share_storage(net);
    follow_dependence(net);
    place_tensors(net);
    return check_readers(net, error) && check_outputs(net, error);
}
