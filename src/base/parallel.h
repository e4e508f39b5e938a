#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include "forger/error.h"

#include <stddef.h>

/* Do pieces 0..pieces-1, each once, on at most `threads` threads, and wait for all. The caller does those that no other
 * thread comes to take; for few operations (about a multiply-add each, all pieces together) none is woken that sleeps.
 * worker is 0..threads-1: two calls that run at once have different ones, for scratch memory. The result must not
 * depend on the worker or the order. Denormal numbers are zero while they run. */
void parallel_for(int threads, int pieces, double operations, void (*work)(void *context, int piece, int worker),
                  void *context);

/* The same for count elements of flat arrays, in ranges of PARALLEL_RANGE, the last one shorter. */
enum { PARALLEL_RANGE = 16384 };
void parallel_ranges(int threads, size_t count, void (*work)(void *context, size_t first, size_t count, int worker),
                     void *context);
size_t parallel_range_count(size_t count);

/* A number of threads as a program says it: 1..THREADS_MAX (base/thread_pool.h), or 0, which becomes parallel_cores().
 * Of another one FG_USAGE; name: what the threads are for. */
bool parallel_choose(const char *name, int *threads, struct fg_error *error);

/* Cores that this process may use: by its affinity and its control group's quota, which is rounded up. */
int parallel_cores(void);

#endif
