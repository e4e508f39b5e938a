#include "forger/random.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* The known answers published with Random123 (kat_vectors, philox4x32-10). */
Test(random, philox_gives_the_published_answers)
{
    static const struct {
        uint32_t counter[4], key[2], block[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (int i = 0; i < 3; i++) {
        uint32_t block[4];
        fg_random_philox(known[i].counter, known[i].key, block);
        cr_assert_eq(memcmp(block, known[i].block, sizeof block), 0);
    }
}

Test(random, a_stream_is_philox_of_its_place)
{
    struct fg_random random = fg_random_stream(0x0123456789abcdef, FG_PURPOSE_LATENT + 3, 5, 7);
    for (uint32_t n = 0; n < 3; n++) {
        const uint32_t counter[4] = {FG_PURPOSE_LATENT + 3, 5, 7, n}, key[2] = {0x89abcdef, 0x01234567};
        uint32_t block[4];
        fg_random_philox(counter, key, block);
        for (int i = 0; i < 4; i++) {
            cr_assert_eq(fg_random_bits(&random), block[i]);
        }
    }
}

static bool same_beginning(struct fg_random a, struct fg_random b)
{
    for (int i = 0; i < 4; i++) {
        if (fg_random_bits(&a) != fg_random_bits(&b)) {
            return false;
        }
    }
    return true;
}

Test(random, streams_differ_in_every_coordinate)
{
    struct fg_random here = fg_random_stream(1, FG_PURPOSE_SHUFFLE, 2, 3);
    cr_assert(same_beginning(here, fg_random_stream(1, FG_PURPOSE_SHUFFLE, 2, 3)));
    cr_assert_not(same_beginning(here, fg_random_stream(2, FG_PURPOSE_SHUFFLE, 2, 3)));
    cr_assert_not(same_beginning(here, fg_random_stream(1 + (1ull << 32), FG_PURPOSE_SHUFFLE, 2, 3)));
    cr_assert_not(same_beginning(here, fg_random_stream(1, FG_PURPOSE_SPLIT, 2, 3)));
    cr_assert_not(same_beginning(here, fg_random_stream(1, FG_PURPOSE_SHUFFLE, 3, 3)));
    cr_assert_not(same_beginning(here, fg_random_stream(1, FG_PURPOSE_SHUFFLE, 2, 4)));
}

/* Chi-squared of `cells` counts that should be equal: its mean is cells - 1, its deviation sqrt(2 (cells - 1)). */
static void check_even(const int *counts, int cells, int total)
{
    double sum = 0, expected = (double)total / cells;
    for (int i = 0; i < cells; i++) {
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    cr_assert(fabs(sum - (cells - 1)) < 4 * sqrt(2.0 * (cells - 1)), "chi-squared %g of %d cells", sum, cells);
}

Test(random, below_is_even)
{
    enum { TOTAL = 100000 };
    static const uint32_t limits[] = {2, 3, 10, 97, 1000};
    for (int l = 0; l < 5; l++) {
        int counts[1000] = {0};
        struct fg_random random = fg_random_stream(1, 2, 3, (uint32_t)l);
        for (int i = 0; i < TOTAL; i++) {
            uint32_t drawn = fg_random_below(&random, limits[l]);
            cr_assert_lt(drawn, limits[l]);
            counts[drawn]++;
        }
        check_even(counts, (int)limits[l], TOTAL);
    }
}

/* A limit for which a quarter of the bits must be drawn again: without that, every third number would be twice as
 * likely. */
Test(random, below_is_even_for_a_large_limit)
{
    enum { TOTAL = 60000 };
    struct fg_random random = fg_random_stream(1, 2, 3, 9);
    int counts[3] = {0};
    for (int i = 0; i < TOTAL; i++) {
        uint32_t drawn = fg_random_below(&random, 0xC0000000u);
        counts[drawn % 3]++;
    }
    check_even(counts, 3, TOTAL);
    cr_assert_eq(fg_random_below(&random, 1), 0);
}

Test(random, uniform_is_even_and_below_one)
{
    enum { TOTAL = 100000, CELLS = 50 };
    int counts[CELLS] = {0};
    struct fg_random random = fg_random_stream(4, 2, 3, 0);
    for (int i = 0; i < TOTAL; i++) {
        float drawn = fg_random_uniform(&random);
        cr_assert(drawn >= 0 && drawn < 1);
        counts[(int)(drawn * CELLS)]++;
    }
    check_even(counts, CELLS, TOTAL);
    for (int i = 0; i < 1000; i++) {
        float drawn = fg_random_between(&random, -3, 5);
        cr_assert(drawn >= -3 && drawn <= 5);
    }
}

Test(random, normal_has_its_moments)
{
    enum { TOTAL = 200000 };
    double sums[5] = {0};
    int beyond = 0;
    struct fg_random random = fg_random_stream(5, 2, 3, 0);
    for (int i = 0; i < TOTAL; i++) {
        double drawn = (double)fg_random_normal(&random);
        cr_assert(isfinite(drawn));
        beyond += fabs(drawn) > 1.959964;
        for (int power = 1; power <= 4; power++) {
            sums[power] += pow(drawn, power) / TOTAL;
        }
    }
    cr_assert_float_eq(sums[1], 0, 0.01);
    cr_assert_float_eq(sums[2], 1, 0.015);
    cr_assert_float_eq(sums[3], 0, 0.04);
    cr_assert_float_eq(sums[4], 3, 0.1);
    cr_assert_float_eq((double)beyond / TOTAL, 0.05, 0.002);
}

Test(random, a_permutation_holds_every_number_once)
{
    enum { MOST = 300 };
    for (uint32_t count = 0; count <= MOST; count += count < 4 ? 1 : 37) {
        uint32_t order[MOST];
        int seen[MOST] = {0};
        struct fg_random random = fg_random_stream(6, 2, 3, count);
        fg_random_permutation(&random, order, count);
        for (uint32_t i = 0; i < count; i++) {
            cr_assert_lt(order[i], count);
            cr_assert_eq(seen[order[i]]++, 0);
        }
    }
}

Test(random, every_permutation_is_as_likely)
{
    enum { TOTAL = 24000 };
    int counts[64] = {0}, cells[24], used = 0;
    for (uint32_t i = 0; i < TOTAL; i++) {
        uint32_t order[4];
        struct fg_random random = fg_random_stream(7, 2, 3, i);
        fg_random_permutation(&random, order, 4);
        counts[order[0] * 16 + order[1] * 4 + order[2]]++;
    }
    for (int i = 0; i < 64; i++) {
        if (counts[i]) {
            cr_assert_lt(used, 24);
            cells[used++] = counts[i];
        }
    }
    cr_assert_eq(used, 24);
    check_even(cells, 24, TOTAL);
}
