#include "data/overlap.h"

#include <criterion/criterion.h>

#include <string.h>

/* Images of 2x2: 1, 2, 3, 2, and what of others is among them. */

static uint8_t known_pixels[] = {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 2, 2, 2, 2};
static uint8_t other_pixels[] = {3, 3, 3, 3, 2, 2, 2, 1, 2, 2, 2, 2, 1, 1, 1, 1, 3, 3, 3, 3};

static const struct fg_dataset known = {.height = 2, .width = 2, .channels = 1, .count = 4, .pixels = known_pixels};
static const struct fg_dataset others = {.height = 2, .width = 2, .channels = 1, .count = 5, .pixels = other_pixels};

static void expect_marks(const struct fg_dataset *dataset, struct fg_subset subset, const bool *want)
{
    bool marks[5];
    struct fg_error error = {0};
    memset(marks, true, sizeof marks);
    cr_assert(dataset_mark_known(dataset, &known, &subset, marks, &error), "%s", error.message);
    for (uint32_t i = 0; i < dataset->count; i++) {
        cr_expect_eq(marks[i], want[i], "image %u", i);
    }
}

Test(overlap, is_found_by_pixels)
{
    expect_marks(&others, (struct fg_subset){(uint32_t[]){0, 1, 2, 3}, 4}, (bool[]){true, false, true, true, true});
}

/* Twins, of which only one is among the subset. */
Test(overlap, of_some_examples)
{
    expect_marks(&others, (struct fg_subset){(uint32_t[]){3}, 1}, (bool[]){false, false, true, false, false});
    expect_marks(&others, (struct fg_subset){NULL, 0}, (bool[5]){false});
}

Test(overlap, is_none_between_shapes)
{
    struct fg_dataset flat = others;
    flat.height = 1;
    flat.width = 4;
    expect_marks(&flat, (struct fg_subset){(uint32_t[]){0, 1, 2, 3}, 4}, (bool[5]){false});
}
