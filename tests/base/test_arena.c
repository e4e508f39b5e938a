#include "../support.h"
#include "base/arena.h"

#include <criterion/criterion.h>

#include <stdint.h>
#include <string.h>

Test(arena, the_second_time_gives_aligned_zeroed_places_apart)
{
    static const size_t sizes[][2] = {{3, 1}, {0, 4}, {100, 8}, {1, 64}, {65, 1}};
    struct arena arena = {0};
    unsigned char *places[5];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 5; i++) {
            places[i] = arena_take(&arena, sizes[i][0], sizes[i][1]);
            cr_assert(round == 1 || !places[i]);
        }
        cr_assert(round == 1 || arena_reserve(&arena, NULL));
    }
    cr_assert_eq(arena.used, arena.size);
    for (int i = 0; i < 5; i++) {
        size_t size = sizes[i][0] * sizes[i][1];
        cr_assert_eq((uintptr_t)places[i] % 64, 0);
        for (size_t k = 0; k < size; k++) {
            cr_assert_eq(places[i][k], 0);
        }
        memset(places[i], 0xff, size);
    }
    arena_free(&arena);
    cr_assert_null(arena.memory);
    arena_free(&arena);
}

Test(arena, may_be_empty)
{
    struct arena arena = {0};
    cr_assert(arena_reserve(&arena, NULL));
    cr_assert_not_null(arena_take(&arena, 0, 8));
    arena_free(&arena);
}

Test(arena, too_much_is_an_error_that_says_how_much)
{
    struct arena arena = {0};
    struct fg_error error;
    arena_take(&arena, (size_t)1 << 50, 1);
    cr_assert_not(arena_reserve(&arena, &error));
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, "need 1.0 PiB of memory");
    support_contains(error.message, "train.batch smaller");
}

/* Two parts in one place: measured and taken alike, as long as the longer one. */
Test(arena, parts_that_are_never_in_use_together)
{
    struct arena arena = {0};
    unsigned char *first = NULL, *second = NULL, *behind = NULL;
    for (int round = 0; round < 2; round++) {
        arena_take(&arena, 64, 1);
        size_t place = arena.used;
        first = arena_take(&arena, 640, 1);
        arena_rewind(&arena, place);
        second = arena_take(&arena, 128, 1);
        arena_skip(&arena);
        behind = arena_take(&arena, 64, 1);
        cr_assert_eq(arena.used, 768);
        cr_assert(round == 1 || arena_reserve(&arena, NULL));
    }
    cr_assert_eq(second, first);
    cr_assert_eq(behind, first + 640);
    cr_assert_eq(arena.size, 768);
    arena_free(&arena);
}

/* A sum that passes SIZE_MAX must not come out small. */
Test(arena, sums_do_not_wrap)
{
    static const size_t takes[][2] = {{SIZE_MAX, 8}, {SIZE_MAX / 2, 2}, {SIZE_MAX, 1}, {SIZE_MAX / 64, 64}};
    for (int i = 0; i < 4; i++) {
        struct arena arena = {0};
        for (int k = 0; k < 3; k++) {
            arena_take(&arena, takes[i][0], takes[i][1]);
            arena_take(&arena, 1000, 4);
        }
        cr_assert_gt(arena.used, SIZE_MAX / 2);
        cr_assert_not(arena_reserve(&arena, NULL));
    }
}
