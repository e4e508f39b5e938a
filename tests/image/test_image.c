#include "forger/image.h"

#include "allocations.h"
#include "base/file.h"
#include "full_disk.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fg_image pattern(int height, int width, int channels)
{
    struct fg_image image;
    cr_assert(fg_image_init(&image, height, width, channels, NULL));
    for (int i = 0; i < height * width * channels; i++) {
        image.pixels[i] = (uint8_t)(i * 37 + i / 11);
    }
    return image;
}

static void read_back(const char *path, int channels, struct fg_image *image)
{
    struct fg_error error = {0};
    cr_assert(fg_image_read(image, path, 0, 0, channels, &error), "%s", error.message);
}

Test(image, png_keeps_every_pixel)
{
    char folder[256], path[512];
    support_folder(folder);
    snprintf(path, sizeof path, "%s/x.png", folder);
    static const int sizes[][3] = {{1, 1, 1}, {1, 1, 3}, {28, 28, 1}, {7, 300, 3}, {300, 7, 1}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int height = sizes[i][0], width = sizes[i][1], channels = sizes[i][2];
        struct fg_image image = pattern(height, width, channels), again;
        cr_assert(fg_image_write_png(&image, path, NULL));
        read_back(path, channels, &again);
        cr_assert_eq(again.height, height);
        cr_assert_eq(again.width, width);
        cr_assert_eq(again.channels, channels);
        cr_assert_arr_eq(again.pixels, image.pixels, (size_t)(height * width * channels));
        fg_image_free(&image);
        fg_image_free(&again);
    }
}

Test(image, same_pixels_give_same_bytes)
{
    char folder[256], path[2][512];
    support_folder(folder);
    struct bytes bytes[2];
    for (int i = 0; i < 2; i++) {
        struct fg_image image = pattern(40, 50, 3);
        snprintf(path[i], sizeof path[i], "%s/%d.png", folder, i);
        cr_assert(fg_image_write_png(&image, path[i], NULL));
        cr_assert(file_read(path[i], &bytes[i], NULL));
        fg_image_free(&image);
    }
    cr_assert_eq(bytes[0].size, bytes[1].size);
    cr_assert_arr_eq(bytes[0].data, bytes[1].data, bytes[0].size);
    free(bytes[0].data);
    free(bytes[1].data);
}

Test(image, png_into_a_missing_folder)
{
    struct fg_image image = pattern(4, 4, 1);
    struct fg_error error = {0};
    cr_assert_not(fg_image_write_png(&image, "/nowhere/at/all.png", &error));
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, "/nowhere/at/all.png: cannot write: No such file");
    fg_image_free(&image);
}

Test(image, png_on_a_full_disk_leaves_nothing)
{
    char folder[256], path[512];
    support_folder(folder);
    snprintf(path, sizeof path, "%s/x.png", folder);
    struct fg_image image = pattern(200, 200, 3);
    struct fg_error error = {0};
    full_disk(100);
    bool done = fg_image_write_png(&image, path, &error);
    full_disk_end();
    cr_assert_not(done);
    support_contains(error.message, "x.png: cannot write");
    cr_assert_eq(folder_entries(folder), 0);
    fg_image_free(&image);
}

/* Whichever allocation fails (first none): writing is done without, or it fails and leaves nothing. */
Test(image, memory_that_runs_out_while_a_png_is_written)
{
    char folder[256], path[512];
    if (!allocations_are_watched()) {
        cr_skip("another malloc is in the way");
    }
    support_folder(folder);
    snprintf(path, sizeof path, "%s/x.png", folder);
    struct fg_image image = pattern(50, 60, 3);
    long count = 0, failures = 0;
    for (long number = 0; number <= count; number++) {
        struct fg_error error = {0};
        long before = allocations_made();
        allocations_fail(number);
        bool done = fg_image_write_png(&image, path, &error);
        allocations_fail(0);
        cr_assert(done || error.code == FG_FAILED);
        cr_assert_eq(folder_entries(folder), done);
        unlink(path);
        count = number == 0 ? allocations_made() - before : count;
        failures += !done;
    }
    cr_assert_gt(failures, 4);
    fg_image_free(&image);
}

Test(image, channels_are_converted)
{
    char folder[256], path[512];
    support_folder(folder);
    snprintf(path, sizeof path, "%s/x.png", folder);
    struct fg_image image, again;
    cr_assert(fg_image_init(&image, 1, 1, 3, NULL));
    memcpy(image.pixels, (uint8_t[]){200, 100, 50}, 3);
    cr_assert(fg_image_write_png(&image, path, NULL));
    read_back(path, 1, &again);
    cr_assert_eq(again.pixels[0], (200 * 77 + 100 * 150 + 50 * 29) >> 8);
    fg_image_free(&again);
    fg_image_free(&image);
}

Test(image, sizes_out_of_range)
{
    struct fg_image image = {0};
    struct fg_error error = {0};
    static const int64_t sizes[][2] = {{0, 5}, {5, 0}, {-1, 5}, {65537, 1}, {65536, 65536}, {INT64_MAX, INT64_MAX}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        cr_assert_not(fg_image_init(&image, sizes[i][0], sizes[i][1], 3, &error));
        support_contains(error.message, "want sides of 1..65536 and at most 256 MiB");
        cr_assert_null(image.pixels);
    }
    fg_image_free(&image);
}

Test(image, files_that_are_too_large)
{
    char folder[256], path[512];
    struct fg_image image;
    struct fg_error error = {0};
    support_folder(folder);
    support_write(folder, "x.png", "", 0, path);
    cr_assert_eq(truncate(path, (off_t)6 << 30), 0);
    cr_assert_not(fg_image_read(&image, path, 0, 0, 1, &error));
    support_contains(error.message, "x.png: has 6442450944 bytes, want at most 268435456");
}
