#ifndef NN_PROFILE_H
#define NN_PROFILE_H

#include "nn/pass.h"

/* Where the time of a net's passes goes. Several passes of one net may share a profile, but not at once. */

enum { PROFILE_DIRECTIONS = BACKWARD + 1 };

struct pass_profile {
    int threads, layers;
    double *seconds; /* (directions, threads, layers) */
    double *work;    /* multiply-adds: (directions, layers) */
};

bool profile_open(struct pass_profile *profile, const struct net *net, int threads, struct fg_error *error);
void profile_free(struct pass_profile *profile);

/* Seconds of all threads together. */
double profile_seconds(const struct pass_profile *profile, enum direction direction, int layer);

/* For the pass_*.c. All do nothing in a pass without a profile. A layer's work on some examples
 * goes between start and stop; work is counted once a pass. */
double profile_start(const struct pass *pass);
void profile_stop(const struct pass *pass, const struct layer *layer, enum direction direction, int worker,
                  double start);
void profile_count_forward(const struct pass *pass);
void profile_count_backward(const struct pass *pass, bool parameters, bool input);

#endif
