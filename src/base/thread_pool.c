#include "base/thread_pool.h"

#include "base/clock.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

/* The gate to a job, one number so that nobody joins another job than the one seen: the job's number, whether it may be
 * joined, and how many helpers are in it. */
enum { INSIDE = 0x7ff, OPEN = 0x800, JOB_SHIFT = 12 };

/* How long a thread looks for what it waits for before it sleeps: longer than most pauses between two parallel loops of
 * a step, and short enough to leave the core to others when there is nothing to do. */
static const double patience = 200e-6;

/* Cores belong to the process, and so do the threads that use them: hence the one mutable object of the library. */
static struct {
    pthread_mutex_t caller; /* held by the call whose job it is */
    void (*work)(void *context, int worker);
    void *context;
    int threads; /* that the job may have */

    atomic_uint gate;

    pthread_mutex_t sleep;
    pthread_cond_t job_opened, job_left;
    atomic_int sleepers; /* helpers */
    atomic_bool caller_sleeps;
    atomic_bool ended;

    struct helper {
        pthread_t thread;
        int worker;
    } helpers[THREADS_MAX];
    int helper_count;
    pthread_once_t once;
} pool = {
    .caller = PTHREAD_MUTEX_INITIALIZER,
    .sleep = PTHREAD_MUTEX_INITIALIZER,
    .job_opened = PTHREAD_COND_INITIALIZER,
    .job_left = PTHREAD_COND_INITIALIZER,
    .once = PTHREAD_ONCE_INIT,
};

static unsigned int job_number(unsigned int gate)
{
    return gate >> JOB_SHIFT;
}

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Sleepers announce themselves before they look a last time; who changes what they wait for does so before looking for
 * sleepers. So one of the two sees the other. */
static void wait_for_job(unsigned int seen)
{
    for (double end = clock_seconds() + patience; clock_seconds() < end; relax()) {
        if (job_number(atomic_load(&pool.gate)) != seen) {
            return;
        }
    }
    pthread_mutex_lock(&pool.sleep);
    atomic_fetch_add(&pool.sleepers, 1);
    while (job_number(atomic_load(&pool.gate)) == seen && !atomic_load(&pool.ended)) {
        pthread_cond_wait(&pool.job_opened, &pool.sleep);
    }
    atomic_fetch_sub(&pool.sleepers, 1);
    pthread_mutex_unlock(&pool.sleep);
}

static void open_job(bool wake)
{
    atomic_store(&pool.gate, (job_number(atomic_load(&pool.gate)) + 1) << JOB_SHIFT | OPEN);
    if (wake && atomic_load(&pool.sleepers) > 0) {
        pthread_mutex_lock(&pool.sleep);
        pthread_cond_broadcast(&pool.job_opened);
        pthread_mutex_unlock(&pool.sleep);
    }
}

static void wait_for_helpers(void)
{
    for (double end = clock_seconds() + patience; clock_seconds() < end; relax()) {
        if ((atomic_load(&pool.gate) & INSIDE) == 0) {
            return;
        }
    }
    pthread_mutex_lock(&pool.sleep);
    atomic_store(&pool.caller_sleeps, true);
    while ((atomic_load(&pool.gate) & INSIDE) != 0) {
        pthread_cond_wait(&pool.job_left, &pool.sleep);
    }
    atomic_store(&pool.caller_sleeps, false);
    pthread_mutex_unlock(&pool.sleep);
}

static bool join_job(unsigned int number)
{
    unsigned int gate = atomic_load(&pool.gate);
    while (job_number(gate) == number && (gate & OPEN)) {
        if (atomic_compare_exchange_weak(&pool.gate, &gate, gate + 1)) {
            return true;
        }
    }
    return false;
}

static void leave_job(void)
{
    bool last = (atomic_fetch_sub(&pool.gate, 1) & (INSIDE | OPEN)) == 1;
    if (last && atomic_load(&pool.caller_sleeps)) {
        pthread_mutex_lock(&pool.sleep);
        pthread_cond_signal(&pool.job_left);
        pthread_mutex_unlock(&pool.sleep);
    }
}

static void *help(void *argument)
{
    int worker = ((const struct helper *)argument)->worker;
    for (unsigned int seen = UINT_MAX; !atomic_load(&pool.ended);) {
        unsigned int number = job_number(atomic_load(&pool.gate));
        if (number == seen) {
            wait_for_job(seen);
            continue;
        }
        seen = number;
        if (join_job(number)) {
            if (worker < pool.threads) {
                pool.work(pool.context, worker);
            }
            leave_job();
        }
    }
    return NULL;
}

/* A child process has none of its parent's threads. */
static void forget_helpers(void)
{
    pthread_mutex_init(&pool.caller, NULL);
    pthread_mutex_init(&pool.sleep, NULL);
    pthread_cond_init(&pool.job_opened, NULL);
    pthread_cond_init(&pool.job_left, NULL);
    atomic_store(&pool.gate, 0);
    atomic_store(&pool.sleepers, 0);
    atomic_store(&pool.caller_sleeps, false);
    pool.helper_count = 0;
}

static void watch_forks(void)
{
    pthread_atfork(NULL, NULL, forget_helpers);
}

/* Signals are for the program's own thread. Where no thread can be had, those that are there do the work. */
static void start_helpers(int count)
{
    if (pool.helper_count >= count) {
        return;
    }
    sigset_t all, before;
    pthread_once(&pool.once, watch_forks);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (pool.helper_count < count) {
        struct helper *helper = &pool.helpers[pool.helper_count];
        helper->worker = pool.helper_count + 1;
        if (pthread_create(&helper->thread, NULL, help, helper) != 0) {
            break;
        }
        pool.helper_count++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* The library may be unloaded, and its code must not be running then. */
__attribute__((destructor)) static void end_helpers(void)
{
    pthread_mutex_lock(&pool.sleep);
    atomic_store(&pool.ended, true);
    pthread_cond_broadcast(&pool.job_opened);
    pthread_mutex_unlock(&pool.sleep);
    for (int i = 0; i < pool.helper_count; i++) {
        pthread_join(pool.helpers[i].thread, NULL);
    }
    pool.helper_count = 0;
}

void thread_pool_run(int threads, bool wake, void (*work)(void *context, int worker), void *context)
{
    if (threads <= 1 || pthread_mutex_trylock(&pool.caller) != 0) {
        work(context, 0);
        return;
    }
    if (wake) {
        start_helpers((threads < THREADS_MAX ? threads : THREADS_MAX) - 1);
    }
    pool.work = work;
    pool.context = context;
    pool.threads = threads;
    open_job(wake);
    work(context, 0);
    atomic_fetch_and(&pool.gate, ~(unsigned int)OPEN);
    wait_for_helpers();
    pthread_mutex_unlock(&pool.caller);
}
