#include "nn/profile.h"

#include "base/clock.h"
#include "base/memory.h"

#include <stdlib.h>

static double *seconds_of(const struct pass_profile *profile, enum sweep sweep, int worker, int layer)
{
    int row = (int)sweep * profile->threads + worker;
    return profile->seconds + (size_t)row * (size_t)profile->layers + layer;
}

bool profile_open(struct pass_profile *profile, const struct net *net, int threads, struct fg_error *error)
{
    size_t layers = (size_t)net->layer_count;
    *profile = (struct pass_profile){.threads = threads, .layers = net->layer_count};
    profile->seconds = memory_new(SWEEPS * (size_t)threads * layers, sizeof *profile->seconds, error);
    profile->work = memory_new(SWEEPS * layers, sizeof *profile->work, error);
    return profile->seconds && profile->work;
}

void profile_free(struct pass_profile *profile)
{
    free(profile->seconds);
    free(profile->work);
    *profile = (struct pass_profile){0};
}

double profile_seconds(const struct pass_profile *profile, enum sweep sweep, int layer)
{
    double sum = 0;
    for (int worker = 0; worker < profile->threads; worker++) {
        sum += *seconds_of(profile, sweep, worker, layer);
    }
    return sum;
}

double profile_start(const struct pass *pass)
{
    return pass->profile ? clock_seconds() : 0;
}

void profile_stop(const struct pass *pass, const struct layer *layer, enum sweep sweep, int worker, double start)
{
    if (pass->profile) {
        *seconds_of(pass->profile, sweep, worker, layer->index) += clock_seconds() - start;
    }
}

void profile_count(const struct pass *pass, enum sweep sweep, unsigned wanted)
{
    for (int i = 0; pass->profile && i < pass->net->layer_count; i++) {
        const struct layer *layer = pass->net->layers[i];
        double work = sweep == SWEEP_FORWARD ? layer->multiply_adds : layer_backward_work(pass->net, layer, wanted);
        pass->profile->work[(int)sweep * pass->profile->layers + i] += pass->count * work;
    }
}
