#include "base/parallel.h"

#include <omp.h>
#include <stdatomic.h>

void parallel_for(int threads, int pieces, void (*work)(void *context, int piece, int worker), void *context)
{
    if (threads <= 1 || pieces <= 1) {
        for (int piece = 0; piece < pieces; piece++) {
            work(context, piece, 0);
        }
        return;
    }
    atomic_int next = 0;
#pragma omp parallel num_threads(threads)
    for (int piece = atomic_fetch_add(&next, 1); piece < pieces; piece = atomic_fetch_add(&next, 1)) {
        work(context, piece, omp_get_thread_num());
    }
}

int parallel_cores(void)
{
    return omp_get_num_procs();
}
