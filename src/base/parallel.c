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

struct ranges {
    size_t count;
    void (*work)(void *context, size_t first, size_t count, int worker);
    void *context;
};

static void work_on_range(void *context, int piece, int worker)
{
    const struct ranges *ranges = context;
    size_t first = (size_t)piece * PARALLEL_RANGE, rest = ranges->count - first;
    ranges->work(ranges->context, first, rest < PARALLEL_RANGE ? rest : PARALLEL_RANGE, worker);
}

size_t parallel_range_count(size_t count)
{
    return (count + PARALLEL_RANGE - 1) / PARALLEL_RANGE;
}

void parallel_ranges(int threads, size_t count, void (*work)(void *context, size_t first, size_t count, int worker),
                     void *context)
{
    struct ranges ranges = {count, work, context};
    parallel_for(threads, (int)parallel_range_count(count), work_on_range, &ranges);
}

int parallel_cores(void)
{
    return omp_get_num_procs();
}
