#include "../support.h"
#include "data/feed.h"
#include "data/overlap.h"

#include <criterion/criterion.h>
#include <string.h>

/* A table of numbers: 1x1 examples of COLUMNS values, with two numbers to be said of each. */

enum { COUNT = 23, COLUMNS = 3, TARGETS = 2, BATCH = 5 };

static struct source_data make_table(void)
{
    struct source_data data = {
        .dataset = {.height = 1, .width = 1, .channels = COLUMNS, .target_count = TARGETS, .count = COUNT}};
    struct dataset_arrays arrays;
    cr_assert(dataset_allocate(&data.dataset, DATASET_VALUES, &arrays, NULL));
    cr_assert(arrays.values && arrays.targets && !arrays.pixels && !arrays.labels);
    for (int i = 0; i < COUNT * COLUMNS; i++) {
        arrays.values[i] = 1000.5F * (float)i - 7;
    }
    for (int i = 0; i < COUNT * TARGETS; i++) {
        arrays.targets[i] = -0.25F * (float)i;
    }
    return data;
}

Test(table, takes_the_bytes_of_its_numbers)
{
    struct source_data data = make_table();
    cr_assert_eq(dataset_bytes(&data.dataset), sizeof(float) * COUNT * (COLUMNS + TARGETS));
    fg_dataset_free(&data.dataset);
    cr_assert(!data.dataset.values && !data.dataset.targets && data.dataset.count == 0);
}

/* Every row comes once an epoch, with its numbers as they are. */
Test(table, is_fed_as_it_is)
{
    struct source_data data = make_table();
    struct feed feed;
    struct fg_error error;
    cr_assert(feed_open(&feed, &data, NULL, (struct fg_subset){0}, 1, BATCH, false, 2, &error), "%s", error.message);
    bool seen[COUNT] = {false};
    for (int number = 0; number < feed.batches; number++) {
        float x[BATCH * COLUMNS], targets[BATCH * TARGETS];
        int count = feed_batch(&feed, number, &(struct batch){.x = x, .targets = targets});
        cr_assert_eq(count, number < COUNT / BATCH ? BATCH : COUNT % BATCH);
        for (int i = 0; i < count; i++) {
            int row = (int)((x[i * COLUMNS] + 7) / 1000.5F / COLUMNS + 0.5F);
            cr_assert(row >= 0 && row < COUNT && !seen[row]);
            seen[row] = true;
            cr_assert_eq(memcmp(x + i * COLUMNS, feed.data.dataset.values + row * COLUMNS, sizeof(float[COLUMNS])), 0);
            cr_assert(targets[i * TARGETS] == -0.5F * (float)row &&
                      targets[i * TARGETS + 1] == -0.5F * (float)row - 0.25F);
        }
    }
    feed_free(&feed);
}

Test(table, is_parted_and_compared)
{
    struct source_data data = make_table();
    struct fg_subset training, validation;
    struct fg_dataset part;
    bool marks[COUNT];
    cr_assert(fg_dataset_split(&data.dataset, 0.25, 1, &training, &validation, NULL));
    cr_assert_eq(validation.count, 6);
    cr_assert(dataset_extract(&part, &data.dataset, &validation, NULL));
    cr_assert(!part.pixels && !part.labels && part.target_count == TARGETS);
    for (uint32_t i = 0; i < part.count; i++) {
        uint32_t row = validation.indices[i];
        cr_assert_eq(memcmp(dataset_example(&part, i), dataset_example(&data.dataset, row), sizeof(float[COLUMNS])), 0);
        cr_assert_eq(part.targets[i * TARGETS + 1], data.dataset.targets[row * TARGETS + 1]);
    }
    cr_assert(
        dataset_mark_known(&data.dataset, &part, &(struct fg_subset){(uint32_t[]){0, 1, 2, 3, 4, 5}, 6}, marks, NULL));
    for (uint32_t i = 0, next = 0; i < COUNT; i++) {
        bool known = next < validation.count && validation.indices[next] == i;
        next += known;
        cr_assert_eq(marks[i], known, "row %u", i);
    }
    fg_dataset_free(&part);
    fg_subset_free(&training);
    fg_subset_free(&validation);
    fg_dataset_free(&data.dataset);
}

/* Rows of numbers can't be turned and sheared. */
Test(table, is_not_augmented)
{
    struct source_data data = make_table();
    struct feed feed;
    struct fg_error error;
    const struct augment_options augment = {.rotate = 5};
    cr_assert_not(feed_open(&feed, &data, &augment, (struct fg_subset){0}, 1, BATCH, false, 1, &error));
    cr_assert_eq(error.code, FG_USAGE);
    support_contains(error.message, "augment: is for images, and the data is a table of numbers");
}

/* Bytes of pixels that happen to be a float's are no match for it. */
Test(table, is_no_image)
{
    struct source_data data = make_table();
    struct fg_dataset images = data.dataset;
    bool marks[COUNT];
    images.pixels = dataset_example(&data.dataset, 0);
    images.values = NULL;
    cr_assert(dataset_mark_known(&images, &data.dataset, &(struct fg_subset){(uint32_t[]){0}, 1}, marks, NULL));
    cr_assert_not(marks[0]);
    fg_dataset_free(&data.dataset);
}
