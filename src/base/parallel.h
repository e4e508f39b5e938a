#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

/* Do pieces 0..pieces-1, each once, on at most `threads` threads, and wait for all. worker is 0..threads-1: two calls
 * that run at once have different ones, for scratch memory. The result must not depend on the worker or the order.
 * Denormal numbers are zero while they run. */
void parallel_for(int threads, int pieces, void (*work)(void *context, int piece, int worker), void *context);

/* Cores that this process may use. */
int parallel_cores(void);

#endif
