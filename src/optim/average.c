#include "optim/average.h"

#include "base/parallel.h"
#include "kernels/kernels.h"

#include <math.h>

struct averaging {
    float *average;
    const float *x;
    float rate;
};

static void average_range(void *context, size_t first, size_t count, int worker)
{
    (void)worker;
    const struct averaging *all = context;
    average_to(all->average + first, all->x + first, all->rate, count);
}

void average_update(float *average, const float *x, size_t count, double decay, int64_t update, int threads)
{
    double young = (1.0 + (double)update) / (10.0 + (double)update);
    struct averaging all = {average, x, (float)(1.0 - fmin(decay, young))};
    parallel_ranges(threads, count, average_range, &all);
}
