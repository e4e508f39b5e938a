#include "../support.h"
#include "data/input.h"
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool load(struct input *input, enum source_use use, const char *path, struct fg_error *error)
{
    const struct input_request request = {.use = use, .shape = {.height = 2, .width = 2, .channels = 1}, .threads = 1};
    return input_load(input, &request, &path, 1, error);
}

static void expect_loaded(enum source_use use, const char *path, uint32_t count, bool labelled, bool numbered_from_one)
{
    struct input input;
    struct fg_error error;
    cr_assert(load(&input, use, path, &error), "%s", error.message);
    const struct fg_dataset *dataset = &input.dataset;
    cr_expect_eq(dataset->count, count, "%s: want %u, got %u", path, count, dataset->count);
    cr_expect_eq(dataset->labels != NULL, labelled);
    cr_expect_eq(dataset->classes, labelled ? 10 : FG_NO_LABELS);
    cr_expect_eq(dataset->numbered_from_one, numbered_from_one);
    cr_expect_null(input.names);
    input_free(&input);
}

static void expect_failure(enum source_use use, const char *path, const char *part)
{
    struct input input;
    struct fg_error error;
    cr_assert_not(load(&input, use, path, &error), "%s was read", path);
    cr_expect_eq(error.code, FG_FAILED);
    support_contains(error.message, part);
    cr_expect_null(input.dataset.pixels);
}

Test(input, idx)
{
    char folder[256], train[512], test[512], labels[512];
    support_folder(folder);
    fixture_idx_pair(folder, "train", 30, train);
    expect_loaded(SOURCE_INPUT, folder, 30, true, false);
    expect_loaded(SOURCE_TEST, folder, 30, true, false);
    fixture_idx_pair(folder, "t10k", 20, test);
    expect_loaded(SOURCE_INPUT, folder, 20, true, false);
    expect_loaded(SOURCE_TEST, folder, 20, true, false);
    expect_loaded(SOURCE_TEST, train, 30, true, false);
    snprintf(labels, sizeof labels, "%s/t10k-labels-idx1-ubyte", folder);
    cr_assert_eq(remove(labels), 0);
    expect_loaded(SOURCE_INPUT, test, 20, false, false);
    expect_failure(SOURCE_TEST, folder, "its labels are missing");
}

Test(input, idx_by_another_name)
{
    char folder[256], path[512];
    size_t size, packed_size;
    unsigned char *images = fixture_idx(3, (uint32_t[]){7, 4, 4}, 251, &size);
    unsigned char *packed = fixture_gzip(images, size, &packed_size);
    support_folder(folder);
    support_write(folder, "mine", packed, packed_size, path);
    expect_loaded(SOURCE_INPUT, path, 7, false, false);
    free(packed);
    free(images);
}

Test(input, kaggle)
{
    char folder[256], path[512];
    size_t size;
    char *train = fixture_csv(40, 1), *test = fixture_csv(25, 0);
    support_folder(folder);
    snprintf(path, sizeof path, "%s/digit-recognizer.zip", folder);
    fixture_zip(path, (const char *[]){"test.csv", "train.csv", NULL}, (const char *[]){test, train, NULL});
    expect_loaded(SOURCE_INPUT, path, 25, false, true);
    expect_loaded(SOURCE_INPUT, folder, 25, false, true);
    expect_loaded(SOURCE_TEST, folder, 40, true, true);
    unsigned char *packed = fixture_gzip(test, strlen(test), &size);
    support_write(folder, "test.csv.gz", packed, size, path);
    expect_loaded(SOURCE_INPUT, path, 25, false, true);
    expect_failure(SOURCE_TEST, path, "column 1: want label, got \"pixel0\" (test data?");
    support_write(folder, "other.csv", train, strlen(train), path);
    expect_loaded(SOURCE_INPUT, path, 40, true, true);
    free(packed);
    free(train);
    free(test);
}

Test(input, missing_or_strange)
{
    char folder[256], path[512];
    support_folder(folder);
    expect_failure(SOURCE_INPUT, folder, "has no images to predict: looked for t10k-images-idx3-ubyte (.gz), train-");
    expect_failure(SOURCE_INPUT, folder, "test.csv (.gz, .zip), digit-recognizer.zip");
    expect_failure(SOURCE_INPUT, folder, ", pictures (.png, .jpg, .bmp, .pgm, .ppm)");
    expect_failure(SOURCE_TEST, folder, ", a folder of pictures for each class");
    expect_failure(SOURCE_TEST, folder, "has no labelled images: looked for t10k-images");
    expect_failure(SOURCE_TEST, folder, "make mnist");
    expect_failure(SOURCE_INPUT, "no/where", "no/where: no such file or folder (tried no/where");
    expect_failure(SOURCE_TEST, "no/where", "make mnist");
    support_write(folder, "text", "hello", 5, path);
    expect_failure(SOURCE_INPUT, path, "text:1: column 1: want pixel0 or label, got \"hello\"");
    support_write(folder, "nothing", "", 0, path);
    expect_failure(SOURCE_INPUT, path, "nothing: is empty, want a header pixel0,pixel1,...");
}

/* The advice is for the data that was asked for. */
Test(input, advice)
{
    expect_failure(SOURCE_TEST, "no/mnist", "`make mnist` downloads MNIST to data/mnist; `--data synthetic`");
    expect_failure(SOURCE_TEST, "no/kaggle", "Kaggle's Digit Recognizer (kaggle.com");
    unsetenv("FORGER_DATA");
    expect_failure(SOURCE_TEST, "no/kaggle", "data/no/kaggle; $FORGER_DATA is not set)");
}
