#include "optim/average.h"

#include "base/parallel.h"
#include "kernels/elementwise.h"

#include <math.h>

enum { PIECE = 16384 };

struct averaging {
    float *average;
    const float *x;
    size_t count;
    float rate;
};

static void average_piece(void *context, int piece, int worker)
{
    (void)worker;
    const struct averaging *all = context;
    size_t first = (size_t)piece * PIECE, rest = all->count - first;
    average_to(all->average + first, all->x + first, all->rate, rest < PIECE ? rest : PIECE);
}

void average_update(float *average, const float *x, size_t count, double decay, int64_t update, int threads)
{
    double young = (1.0 + (double)update) / (10.0 + (double)update);
    struct averaging all = {average, x, count, (float)(1.0 - fmin(decay, young))};
    parallel_for(threads, (int)((count + PIECE - 1) / PIECE), average_piece, &all);
}
