#include "base/parallel.h"

#include "base/cgroup.h"
#include "base/denormal.h"
#include "base/integer.h"
#include "base/thread_pool.h"

#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

/* To wake a thread takes about as long as these. */
enum { WORTH_WAKING = 1 << 20 };

struct loop {
    int pieces;
    atomic_int next;
    void (*work)(void *context, int piece, int worker);
    void *context;
};

static void do_pieces(void *context, int worker)
{
    struct loop *loop = context;
    denormal_mode before = denormals_flush();
    for (int piece = atomic_fetch_add(&loop->next, 1); piece < loop->pieces; piece = atomic_fetch_add(&loop->next, 1)) {
        loop->work(loop->context, piece, worker);
    }
    denormals_restore(before);
}

void parallel_for(int threads, int pieces, double operations, void (*work)(void *context, int piece, int worker),
                  void *context)
{
    struct loop loop = {.pieces = pieces, .work = work, .context = context};
    thread_pool_run(int_min(threads, pieces), operations >= WORTH_WAKING, do_pieces, &loop);
}

enum { OPERATIONS_A_NUMBER = 16 };

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
    parallel_for(threads, (int)parallel_range_count(count), OPERATIONS_A_NUMBER * (double)count, work_on_range,
                 &ranges);
}

static int allowed_cores(void)
{
    cpu_set_t cores;
    if (sched_getaffinity(0, sizeof cores, &cores) == 0) {
        return CPU_COUNT(&cores);
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

bool parallel_choose(const char *name, int *threads, struct fg_error *error)
{
    if (*threads < 0 || *threads > THREADS_MAX) {
        return fg_fail(error, FG_USAGE, "%s: want 1..%d threads, or 0 for as many as the process may use, got %d", name,
                       THREADS_MAX, *threads);
    }
    *threads = *threads ? *threads : parallel_cores();
    return true;
}

int parallel_cores(void)
{
    return int_min(allowed_cores(), int_min(cgroup_cores(""), THREADS_MAX));
}
