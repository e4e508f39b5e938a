#include "base/parallel.h"
#include "nn/constraint.h"
#include "nn/net.h"

/* A layer's weight is read and written some times. */
enum { OPERATIONS_A_WEIGHT = 4 };

struct constraining {
    const struct net *net;
    bool refine, gradients;
};

static struct constrained weight_of(const struct net *net, const struct layer *layer)
{
    return constraint_weight(layer, net->parameters, net->effective, net->buffers);
}

static void constrain_layer(void *context, int index, int worker)
{
    (void)worker;
    const struct constraining *self = context;
    const struct net *net = self->net;
    const struct layer *layer = net->layers[index];
    if (!layer->constraint) {
        return;
    }
    const struct constrained weight = weight_of(net, layer);
    if (self->gradients) {
        layer->constraint->gradient(&weight, net->gradients + layer->parameters[0].offset);
    } else {
        layer->constraint->apply(&weight, self->refine);
    }
}

static void constrain(struct constraining *self, int threads)
{
    const struct net *net = self->net;
    if (net->effective_count > 0) {
        parallel_for(threads, net->layer_count, OPERATIONS_A_WEIGHT * (double)net->effective_count, constrain_layer,
                     self);
    }
}

void net_constrain(const struct net *net, bool refine, int threads)
{
    constrain(&(struct constraining){.net = net, .refine = refine}, threads);
}

void net_constrain_gradients(const struct net *net, int threads)
{
    constrain(&(struct constraining){.net = net, .gradients = true}, threads);
}

void net_constrain_initialize(const struct net *net, uint64_t seed)
{
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        if (layer->constraint) {
            const struct constrained weight = weight_of(net, layer);
            layer->constraint->initialize(&weight, seed, net->stream, (uint32_t)i);
        }
    }
    net_constrain(net, false, 1);
}

const float *net_parameter(const struct net *net, const struct layer *layer, int parameter)
{
    return layer->constraint && parameter == 0 ? net->effective + layer->effective
                                               : net->parameters + layer->parameters[parameter].offset;
}
