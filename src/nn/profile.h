#ifndef NN_PROFILE_H
#define NN_PROFILE_H

#include "nn/pass.h"

/* Where the time of a net's passes goes. Several passes of one net may share a profile, but not at once. */

struct pass_profile {
    int threads, layers;
    double *seconds; /* (SWEEPS, threads, layers) */
    double *work;    /* multiply-adds: (SWEEPS, layers) */
};

bool profile_open(struct pass_profile *profile, const struct net *net, int threads, struct fg_error *error);
void profile_free(struct pass_profile *profile);

/* Seconds of all threads together. */
double profile_seconds(const struct pass_profile *profile, enum sweep sweep, int layer);

/* For the pass_*.c. All do nothing in a pass without a profile. A layer's work on some examples
 * goes between start and stop; work is counted once a pass. */
double profile_start(const struct pass *pass);
void profile_stop(const struct pass *pass, const struct layer *layer, enum sweep sweep, int worker, double start);
/* wanted: as sweep_run's. */
void profile_count(const struct pass *pass, enum sweep sweep, unsigned wanted);

#endif
