#include "gan/condition.h"

#include <criterion/criterion.h>

#include <string.h>

/* Classes that a conditional GAN's nets are told. */

enum { COUNT = 10000, CLASSES = 10, PURPOSE = 9 << 16 };

Test(condition, classes_are_equally_likely)
{
    static uint8_t labels[COUNT];
    int counts[CLASSES] = {0};
    condition_draw(5, PURPOSE, 3, 0, COUNT, CLASSES, labels);
    for (int i = 0; i < COUNT; i++) {
        cr_assert_lt(labels[i], CLASSES);
        counts[labels[i]]++;
    }
    for (int class = 0; class < CLASSES; class ++) {
        cr_expect(counts[class] > 900 && counts[class] < 1100, "class %d: %d", class, counts[class]);
    }
}

/* An example's class is its own: of the seed, the step and its number. */
Test(condition, is_drawn_for_each_example)
{
    uint8_t all[64], part[32], other[64];
    condition_draw(5, PURPOSE, 3, 0, 64, CLASSES, all);
    condition_draw(5, PURPOSE, 3, 16, 32, CLASSES, part);
    cr_assert_arr_eq(all + 16, part, sizeof part);
    condition_draw(5, PURPOSE, 4, 0, 64, CLASSES, other);
    cr_assert_neq(memcmp(all, other, sizeof all), 0);
    condition_draw(6, PURPOSE, 3, 0, 64, CLASSES, other);
    cr_assert_neq(memcmp(all, other, sizeof all), 0);
    condition_draw(5, PURPOSE + 1, 3, 0, 64, CLASSES, other);
    cr_assert_neq(memcmp(all, other, sizeof all), 0);
}

Test(condition, is_told_as_one_number_a_class)
{
    const uint8_t labels[] = {2, 0};
    const float want[] = {0, 0, 1, 1, 0, 0};
    float numbers[6] = {9, 9, 9, 9, 9, 9};
    condition_fill(labels, 2, 3, numbers);
    cr_assert_arr_eq(numbers, want, sizeof want);
}

Test(condition, fills_a_grid_by_rows)
{
    static const uint8_t rows[] = {0, 0, 1, 1, 2, 2, 0, 0}, turns[] = {0, 1, 2, 0, 1, 2, 0, 1};
    for (int i = 0; i < 8; i++) {
        cr_expect_eq(condition_of_grid(i, 4, 2, 3), rows[i]);
        cr_expect_eq(condition_of_grid(i, 2, 4, 3), turns[i]);
    }
}
