#ifndef BASE_THREAD_POOL_H
#define BASE_THREAD_POOL_H

#include <stdbool.h>

/* The threads that help the caller of parallel_for; one pool a process, as its cores are. They start when they are
 * first needed and end with the process. */

enum { THREADS_MAX = 1024 };

/* work(context, 0) in the caller, and work(context, 1..threads-1) each at most once in helpers. A helper that has not
 * begun when the caller's work ends stays out, so that one which gets no core holds up nobody; without wake, one that
 * sleeps stays out too. Returns when all that began have ended. While one call runs, any other does its work in its
 * caller alone. */
void thread_pool_run(int threads, bool wake, void (*work)(void *context, int worker), void *context);

#endif
