#include "base/parallel.h"

#include "base/denormal.h"

#include <omp.h>
#include <stdatomic.h>

void parallel_for(int threads, int pieces, void (*work)(void *context, int piece, int worker), void *context)
{
    if (threads <= 1 || pieces <= 1) {
        denormal_mode before = denormals_flush();
        for (int piece = 0; piece < pieces; piece++) {
            work(context, piece, 0);
        }
        denormals_restore(before);
        return;
    }
    atomic_int next = 0;
#pragma omp parallel num_threads(threads)
    {
        denormal_mode before = denormals_flush();
        for (int piece = atomic_fetch_add(&next, 1); piece < pieces; piece = atomic_fetch_add(&next, 1)) {
            work(context, piece, omp_get_thread_num());
        }
        denormals_restore(before);
    }
}

int parallel_cores(void)
{
    return omp_get_num_procs();
}
