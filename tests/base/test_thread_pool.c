#include "base/thread_pool.h"

#include <criterion/criterion.h>

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4 };

struct visits {
    atomic_int inside, of[THREADS];
};

static void visit(void *context, int worker)
{
    struct visits *visits = context;
    atomic_fetch_add(&visits->inside, 1);
    atomic_fetch_add(&visits->of[worker], 1);
    atomic_fetch_sub(&visits->inside, 1);
}

/* Many jobs one after the other, so that helpers come early, late, and from sleep. */
Test(thread_pool, each_worker_comes_at_most_once_and_is_gone_at_the_end)
{
    for (int job = 0; job < 20000; job++) {
        struct visits visits = {0};
        thread_pool_run(1 + job % THREADS, true, visit, &visits);
        cr_assert_eq(atomic_load(&visits.inside), 0);
        cr_assert_eq(atomic_load(&visits.of[0]), 1);
        for (int worker = 1; worker < THREADS; worker++) {
            cr_assert_leq(atomic_load(&visits.of[worker]), worker <= job % THREADS);
        }
    }
}

/* The caller waits for a helper to come, as it would not in earnest. */
static void wait_for_all(void *context, int worker)
{
    struct visits *visits = context;
    visit(visits, worker);
    while (worker == 0 &&
           (!atomic_load(&visits->of[1]) || !atomic_load(&visits->of[2]) || !atomic_load(&visits->of[3]))) {
        usleep(100);
    }
}

static void sleep_long_enough(void)
{
    usleep(20000);
}

Test(thread_pool, helpers_come_also_from_sleep)
{
    for (int job = 0; job < 5; job++) {
        struct visits visits = {0};
        thread_pool_run(THREADS, true, wait_for_all, &visits);
        sleep_long_enough();
    }
}

Test(thread_pool, sleepers_stay_asleep_for_small_work)
{
    struct visits first = {0}, small = {0};
    thread_pool_run(THREADS, true, wait_for_all, &first);
    sleep_long_enough();
    thread_pool_run(THREADS, false, visit, &small);
    for (int worker = 1; worker < THREADS; worker++) {
        cr_assert_eq(atomic_load(&small.of[worker]), 0);
    }
}

/* CPU seconds of all threads of the process. */
static double process_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* A caller that computes nothing, while helpers have nothing to do: what a thread that waits by looking would take is a
 * hundred times as much. */
Test(thread_pool, waiting_takes_no_time_from_others)
{
    struct visits visits = {0};
    thread_pool_run(THREADS, true, wait_for_all, &visits);
    double before = process_seconds();
    for (int i = 0; i < 10; i++) {
        sleep_long_enough();
    }
    cr_assert_lt(process_seconds() - before, 0.1);
}

static void run_inside(void *context, int worker)
{
    struct visits *visits = context;
    if (worker == 0) {
        thread_pool_run(THREADS, true, visit, visits);
    }
}

Test(thread_pool, a_job_inside_a_job_is_done_by_its_caller)
{
    struct visits visits = {0};
    thread_pool_run(THREADS, true, run_inside, &visits);
    cr_assert_eq(atomic_load(&visits.of[0]), 1);
    for (int worker = 1; worker < THREADS; worker++) {
        cr_assert_eq(atomic_load(&visits.of[worker]), 0);
    }
}

static void *run_many(void *argument)
{
    for (int job = 0; job < 2000; job++) {
        struct visits visits = {0};
        thread_pool_run(THREADS, true, visit, &visits);
        cr_assert_eq(atomic_load(&visits.of[0]), 1);
    }
    return argument;
}

Test(thread_pool, two_callers_at_once)
{
    pthread_t other;
    cr_assert_eq(pthread_create(&other, NULL, run_many, NULL), 0);
    run_many(NULL);
    pthread_join(other, NULL);
}

Test(thread_pool, a_forked_process_has_helpers_of_its_own)
{
    struct visits visits = {0};
    thread_pool_run(THREADS, true, wait_for_all, &visits);
    pid_t child = fork();
    if (child == 0) {
        struct visits of_child = {0};
        thread_pool_run(THREADS, true, wait_for_all, &of_child);
        _exit(0);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
