#include "../support.h"
#include "data/dataset.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Labels 0, 0, 1, 0, 0, 1, ...: class 0 has two thirds. */
static struct fg_dataset make_dataset(uint32_t count)
{
    struct fg_dataset dataset = {.height = 1, .width = 1, .channels = 1, .classes = 2, .count = count};
    struct dataset_arrays arrays;
    cr_assert(dataset_allocate(&dataset, DATASET_PIXELS, &arrays, NULL));
    for (uint32_t i = 0; i < count; i++) {
        arrays.labels[i] = i % 3 == 2;
    }
    return dataset;
}

static void expect_partition(const struct fg_dataset *dataset, const struct fg_subset *a, const struct fg_subset *b)
{
    cr_assert_eq(a->count + b->count, dataset->count);
    uint32_t i = 0, j = 0;
    for (uint32_t index = 0; index < dataset->count; index++) {
        if (i < a->count && a->indices[i] == index) {
            i++;
        } else {
            cr_assert(j < b->count && b->indices[j] == index, "example %u is in neither part, or out of order", index);
            j++;
        }
    }
}

static uint32_t count_label(const struct fg_dataset *dataset, const struct fg_subset *subset, uint8_t label)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < subset->count; i++) {
        count += dataset->labels[subset->indices[i]] == label;
    }
    return count;
}

static void expect_shares(double part, uint32_t zeros, uint32_t ones)
{
    struct fg_dataset dataset = make_dataset(300);
    struct fg_subset training, validation;
    struct fg_error error;
    cr_assert(fg_dataset_split(&dataset, part, 1, &training, &validation, &error), "%s", error.message);
    expect_partition(&dataset, &training, &validation);
    cr_expect_eq(count_label(&dataset, &validation, 0), zeros);
    cr_expect_eq(count_label(&dataset, &validation, 1), ones);
    fg_subset_free(&training);
    fg_subset_free(&validation);
    fg_dataset_free(&dataset);
}

Test(split, shares)
{
    expect_shares(0, 0, 0);
    expect_shares(0.2, 40, 20);
    expect_shares(60, 40, 20);
    expect_shares(100, 67, 33); /* 66.67 and 33.33: the larger remainder rounds up */
    expect_shares(1, 1, 0);
    expect_shares(0.0001, 1, 0); /* some is wanted, so one at least */
    expect_shares(299, 199, 100);
}

Test(split, seeds)
{
    struct fg_dataset dataset = make_dataset(300);
    struct fg_subset training[3], validation[3];
    for (int i = 0; i < 3; i++) {
        cr_assert(fg_dataset_split(&dataset, 60, i < 2 ? 1 : 2, &training[i], &validation[i], NULL));
    }
    cr_expect_eq(memcmp(validation[0].indices, validation[1].indices, 60 * sizeof(uint32_t)), 0);
    cr_expect_neq(memcmp(validation[0].indices, validation[2].indices, 60 * sizeof(uint32_t)), 0);
    for (int i = 0; i < 3; i++) {
        fg_subset_free(&training[i]);
        fg_subset_free(&validation[i]);
    }
    fg_dataset_free(&dataset);
}

Test(split, extract)
{
    struct fg_dataset dataset = make_dataset(300), part;
    uint32_t indices[] = {2, 3, 299};
    struct fg_error error;
    dataset_arrays(&dataset).pixels[3] = 33;
    dataset_arrays(&dataset).pixels[299] = 99;
    cr_assert(dataset_extract(&part, &dataset, &(struct fg_subset){indices, 3}, &error), "%s", error.message);
    cr_expect(part.count == 3 && part.height == 1 && part.width == 1 && part.channels == 1 && part.classes == 2);
    cr_expect(part.pixels[0] == 0 && part.pixels[1] == 33 && part.pixels[2] == 99);
    cr_expect(part.labels[0] == 1 && part.labels[1] == 0 && part.labels[2] == 1);
    fg_dataset_free(&part);
    fg_dataset_free(&dataset);
}

Test(split, without_labels)
{
    struct fg_dataset dataset = {.height = 1, .width = 1, .channels = 1, .count = 50};
    struct dataset_arrays arrays;
    struct fg_subset training, validation;
    cr_assert(dataset_allocate(&dataset, DATASET_PIXELS, &arrays, NULL));
    cr_assert(fg_dataset_split(&dataset, 0.5, 1, &training, &validation, NULL));
    expect_partition(&dataset, &training, &validation);
    cr_expect_eq(validation.count, 25);
    fg_subset_free(&training);
    fg_subset_free(&validation);
    fg_dataset_free(&dataset);
}

Test(split, of_nothing)
{
    const struct fg_dataset nothing = {.height = 1, .width = 1, .channels = 1};
    struct fg_subset training, validation;
    cr_assert(fg_dataset_split(&nothing, 0, 1, &training, &validation, NULL));
    cr_expect(training.count == 0 && validation.count == 0);
    fg_subset_free(&training);
    fg_subset_free(&validation);
}

static void expect_refused(double part, const char *message)
{
    struct fg_dataset dataset = make_dataset(300);
    struct fg_subset training, validation;
    struct fg_error error;
    cr_assert_not(fg_dataset_split(&dataset, part, 1, &training, &validation, &error), "%g was taken", part);
    cr_expect_eq(error.code, FG_USAGE);
    support_contains(error.message, message);
    cr_expect_null(training.indices);
    cr_expect_null(validation.indices);
    fg_dataset_free(&dataset);
}

Test(split, refused)
{
    expect_refused(-1, "validation: want a count, or a fraction from 0 to below 1, got -1");
    expect_refused(1.5, "got 1.5");
    expect_refused(NAN, "got ");
    expect_refused(INFINITY, "validation: inf of 300 examples leaves none to train on");
    expect_refused(300, "validation: 300 of 300 examples leaves none to train on");
    expect_refused(0.999, "leaves none to train on");
    expect_refused(1e20, "leaves none to train on");
}
