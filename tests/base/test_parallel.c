#include "base/parallel.h"

#include <criterion/criterion.h>

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
            parallel_for(threads, pieces[i], count, &tally);
            for (int piece = 0; piece < PIECES; piece++) {
                cr_assert_eq(tally.done[piece], piece < pieces[i]);
                cr_assert(tally.workers[piece] >= 0 && tally.workers[piece] < threads);
            }
        }
    }
}

Test(parallel, there_is_a_core)
{
    cr_assert_geq(parallel_cores(), 1);
}
