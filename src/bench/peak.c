#include "bench/peak.h"

#include "base/clock.h"
#include "base/parallel.h"
#include "base/thread_pool.h"
#include "kernels/kernels.h"

#include <assert.h>
#include <math.h>

/* Many pieces, so that a thread that is held up leaves more of them to the others. */
enum { ROUNDS = 1 << 19, PIECES = 128 };

static void multiply(void *context, int piece, int worker)
{
    volatile float *results = context;
    results[worker] = peak_rounds(ROUNDS, (float)(piece + 1));
}

double peak_measure(int threads)
{
    volatile float results[THREADS_MAX];
    assert(threads <= THREADS_MAX);
    double start = clock_seconds();
    parallel_for(threads, PIECES * threads, INFINITY, multiply, (void *)results);
    return 1e-9 * PIECES * threads * ROUNDS * kernels()->peak_flops / (clock_seconds() - start);
}
