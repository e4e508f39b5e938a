#include "base/denormal.h"
#include "base/parallel.h"

#include <criterion/criterion.h>

#include <math.h>

enum { PIECES = 1000, THREADS = 3 };

struct tally {
    int done[PIECES];
    int workers[PIECES];
};

static void count(void *context, int piece, int worker)
{
    struct tally *tally = context;
    tally->done[piece]++;
    tally->workers[piece] = worker;
}

Test(parallel, does_every_piece_once)
{
    static const int pieces[] = {0, 1, 2, 7, PIECES};
    for (int i = 0; i < 5; i++) {
        for (int threads = 1; threads <= THREADS; threads++) {
            struct tally tally = {0};
            parallel_for(threads, pieces[i], INFINITY, count, &tally);
            for (int piece = 0; piece < PIECES; piece++) {
                cr_assert_eq(tally.done[piece], piece < pieces[i]);
                cr_assert(tally.workers[piece] >= 0 && tally.workers[piece] < threads);
            }
        }
    }
}

static void count_range(void *context, size_t first, size_t count, int worker)
{
    (void)worker;
    unsigned char *done = context;
    cr_assert_eq(first % PARALLEL_RANGE, 0);
    for (size_t i = first; i < first + count; i++) {
        done[i]++;
    }
}

Test(parallel, covers_every_element_of_a_range_once)
{
    static const size_t counts[] = {0, 1, PARALLEL_RANGE, PARALLEL_RANGE + 1, 3 * PARALLEL_RANGE - 1};
    for (int i = 0; i < 5; i++) {
        for (int threads = 1; threads <= THREADS; threads++) {
            unsigned char done[3 * PARALLEL_RANGE] = {0};
            parallel_ranges(threads, counts[i], count_range, done);
            for (size_t k = 0; k < sizeof done; k++) {
                cr_assert_eq(done[k], k < counts[i]);
            }
        }
    }
}

static void halve(void *context, int piece, int worker)
{
    (void)worker;
    volatile float *values = context;
    values[piece] = values[piece] * 0.5f;
}

static bool can_flush(void)
{
    volatile float value = 1.2e-38f;
    denormal_mode before = denormals_flush();
    value = value * 0.5f;
    denormals_restore(before);
    return value == 0.0f;
}

/* In every thread, and in the caller's only while it works. */
Test(parallel, denormals_are_zero)
{
    if (!can_flush()) {
        cr_skip_test("the processor keeps denormal numbers, as valgrind's does");
    }
    for (int threads = 1; threads <= THREADS; threads++) {
        volatile float values[PIECES];
        for (int i = 0; i < PIECES; i++) {
            values[i] = 1.2e-38f;
        }
        parallel_for(threads, PIECES, INFINITY, halve, (void *)values);
        for (int i = 0; i < PIECES; i++) {
            cr_assert_eq(values[i], 0.0f);
        }
        values[0] = 1.2e-38f;
        values[0] = values[0] * 0.5f;
        cr_assert_gt(values[0], 0.0f);
    }
}

Test(parallel, there_is_a_core)
{
    cr_assert_geq(parallel_cores(), 1);
}
