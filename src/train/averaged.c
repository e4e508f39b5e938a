#include "train/averaged.h"

#include "optim/average.h"

#include <string.h>

void averaged_reserve(struct averaged *averaged, const struct net *net, double decay, struct arena *arena)
{
    averaged->decay = decay;
    arena_part(arena, "average");
    if (decay > 0) {
        averaged->parameters = arena_take(arena, net->parameter_count, sizeof(float));
        averaged->buffers = arena_take(arena, net->buffer_count, sizeof(float));
    }
}

void averaged_initialize(struct averaged *averaged, const struct net *net)
{
    if (averaged->decay > 0) {
        memcpy(averaged->parameters, net->parameters, net->parameter_count * sizeof(float));
        memcpy(averaged->buffers, net->buffers, net->buffer_count * sizeof(float));
    }
}

void averaged_update(struct averaged *averaged, const struct net *net, int threads)
{
    if (averaged->decay > 0) {
        average_update(averaged->parameters, net->parameters, net->parameter_count, averaged->decay, averaged->updates,
                       threads);
        average_update(averaged->buffers, net->buffers, net->buffer_count, averaged->decay, averaged->updates, threads);
        averaged->updates++;
    }
}

struct net averaged_net(const struct averaged *averaged, const struct net *net)
{
    struct net result = *net;
    if (averaged->decay > 0) {
        result.parameters = averaged->parameters;
        result.buffers = averaged->buffers;
    }
    return result;
}
