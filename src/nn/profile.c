#include "nn/profile.h"

#include "base/clock.h"
#include "base/memory.h"

#include <stdlib.h>

static double *seconds_of(const struct pass_profile *profile, enum direction direction, int worker, int layer)
{
    int row = (int)direction * profile->threads + worker;
    return profile->seconds + (size_t)row * (size_t)profile->layers + layer;
}

bool profile_open(struct pass_profile *profile, const struct net *net, int threads, struct fg_error *error)
{
    size_t layers = (size_t)net->layer_count;
    *profile = (struct pass_profile){.threads = threads, .layers = net->layer_count};
    profile->seconds = memory_new(PROFILE_DIRECTIONS * (size_t)threads * layers, sizeof *profile->seconds, error);
    profile->work = memory_new(PROFILE_DIRECTIONS * layers, sizeof *profile->work, error);
    return profile->seconds && profile->work;
}

void profile_free(struct pass_profile *profile)
{
    free(profile->seconds);
    free(profile->work);
    *profile = (struct pass_profile){0};
}

double profile_seconds(const struct pass_profile *profile, enum direction direction, int layer)
{
    double sum = 0;
    for (int worker = 0; worker < profile->threads; worker++) {
        sum += *seconds_of(profile, direction, worker, layer);
    }
    return sum;
}

double profile_start(const struct pass *pass)
{
    return pass->profile ? clock_seconds() : 0;
}

void profile_stop(const struct pass *pass, const struct layer *layer, enum direction direction, int worker,
                  double start)
{
    if (pass->profile) {
        *seconds_of(pass->profile, direction, worker, layer->index) += clock_seconds() - start;
    }
}

void profile_count_forward(const struct pass *pass)
{
    for (int i = 0; pass->profile && i < pass->net->layer_count; i++) {
        pass->profile->work[i] += pass->count * pass->net->layers[i]->multiply_adds;
    }
}

void profile_count_backward(const struct pass *pass, bool parameters, bool input)
{
    for (int i = 0; pass->profile && i < pass->net->layer_count; i++) {
        pass->profile->work[pass->profile->layers + i] +=
            pass->count * layer_backward_work(pass->net, pass->net->layers[i], parameters, input);
    }
}
