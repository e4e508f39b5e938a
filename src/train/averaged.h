#ifndef TRAIN_AVERAGED_H
#define TRAIN_AVERAGED_H

#include "nn/net.h"

#include <stdint.h>

/* A net's moving average: of its parameters and its buffers. decay 0: none is kept. */
struct averaged {
    double decay;
    int64_t updates;
    float *parameters, *buffers; /* in the arena; NULL where none is kept */
};

void averaged_reserve(struct averaged *averaged, const struct net *net, double decay, struct arena *arena);
/* Start from the net's weights. */
void averaged_initialize(struct averaged *averaged, const struct net *net);
void averaged_update(struct averaged *averaged, const struct net *net, int threads);

/* The net with the averaged weights in place of its own, where they are kept; it borrows all else. */
struct net averaged_net(const struct averaged *averaged, const struct net *net);

#endif
