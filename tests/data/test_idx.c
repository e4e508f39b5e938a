#include "../support.h"
#include "data/idx.h"
#include "data/source.h"
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool load(struct fg_dataset *dataset, const char *path, struct fg_error *error)
{
    char source[1024];
    snprintf(source, sizeof source, path ? "source: idx, path: \"%s\"" : "source: idx", path);
    return fg_dataset_load(dataset, source, 1, 1, error);
}

static void expect_loaded(const char *path, uint32_t count)
{
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert(load(&dataset, path, &error), "%s", error.message);
    cr_expect_eq(dataset.count, count);
    cr_expect_eq(dataset.height, 3);
    cr_expect_eq(dataset.width, 5);
    cr_expect_eq(dataset.channels, 1);
    cr_expect_eq(dataset.classes, 10);
    cr_expect_not(dataset.numbered_from_one);
    for (uint32_t i = 0; i < count * 15; i++) {
        cr_assert_eq(dataset.pixels[i], i % 251);
    }
    for (uint32_t i = 0; i < count; i++) {
        cr_assert_eq(dataset.labels[i], i % 10);
    }
    fg_dataset_free(&dataset);
}

static void expect_failure(const char *path, const char *part)
{
    struct fg_dataset dataset;
    struct fg_error error;
    cr_assert_not(load(&dataset, path, &error), "%s was read", path);
    cr_expect_eq(error.code, FG_FAILED);
    support_contains(error.message, part);
    cr_expect_null(dataset.pixels);
    cr_expect_null(dataset.labels);
}

Test(idx, folder_and_file)
{
    char folder[256], images[512];
    support_folder(folder);
    fixture_idx_pair(folder, "train", 30, images);
    expect_loaded(folder, 30);
    expect_loaded(images, 30);
}

Test(idx, gzip_and_points)
{
    char folder[256], path[512];
    size_t size, packed_size;
    support_folder(folder);
    unsigned char *images = fixture_idx(3, (uint32_t[]){20, 3, 5}, 251, &size);
    unsigned char *packed = fixture_gzip(images, size, &packed_size);
    support_write(folder, "train-images.idx3-ubyte.gz", packed, packed_size, path);
    unsigned char *labels = fixture_idx(1, (uint32_t[]){20}, 10, &size);
    support_write(folder, "train-labels.idx1-ubyte", labels, size, path);
    expect_loaded(folder, 20);
    free(images);
    free(packed);
    free(labels);
}

Test(idx, channels)
{
    char folder[256], path[512];
    size_t size;
    struct fg_dataset dataset;
    struct fg_error error;
    support_folder(folder);
    unsigned char *images = fixture_idx(4, (uint32_t[]){4, 2, 6, 3}, 200, &size);
    support_write(folder, "train-images-idx4-ubyte", images, size, path);
    unsigned char *labels = fixture_idx(1, (uint32_t[]){4}, 3, &size);
    support_write(folder, "train-labels-idx1-ubyte", labels, size, path);
    cr_assert(load(&dataset, folder, &error), "%s", error.message);
    cr_expect(dataset.count == 4 && dataset.height == 2 && dataset.width == 6 && dataset.channels == 3);
    cr_expect_eq(dataset.classes, 3);
    cr_expect_eq(dataset.pixels[143], 143);
    fg_dataset_free(&dataset);
    free(images);
    free(labels);
}

Test(idx, missing)
{
    char folder[256], images[512], path[512];
    support_folder(folder);
    expect_failure(folder, "has no train-images-idx3-ubyte");
    expect_failure(folder, "make mnist");
    cr_assert_eq(setenv("FORGER_DATA", folder, 1), 0);
    expect_failure("nowhere", "nowhere: no such file or folder (tried nowhere, ");
    expect_failure("nowhere", "/nowhere, data/nowhere)");
    expect_failure("nowhere", "make mnist");
    expect_failure("nowhere", "data.source=synthetic");
    expect_failure(NULL, "mnist: no such file or folder");
    fixture_idx_pair(folder, "train", 4, images);
    snprintf(path, sizeof path, "%s/train-labels-idx1-ubyte", folder);
    cr_assert_eq(remove(path), 0);
    expect_failure(folder, "its labels are missing: no file ");
    expect_failure(folder, "/train-labels-idx1-ubyte");
    support_write(folder, "pictures", "x", 1, path);
    expect_failure(path, "want \"images\" in its name");
}

Test(idx, found_under_forger_data)
{
    char folder[256], images[512];
    support_folder(folder);
    fixture_idx_pair(folder, "train", 10, images);
    cr_assert_eq(setenv("FORGER_DATA", "/tmp", 1), 0);
    expect_loaded(folder + strlen("/tmp/"), 10);
}

/* Images changed by one byte, or to another size; the labels stay good. */
struct damage {
    int at;
    unsigned char byte;
    int size_change;
    const char *message;
};

Test(idx, broken_images)
{
    static const struct damage damages[] = {
        {0, 1, 0, "is not an IDX file: begins with 01 00 08 03, want 00 00 08 03"},
        {2, 0x0D, 0, "holds values of IDX type 0x0d, want 0x08"},
        {3, 1, 0, "has rank 1, want 3 (count, height, width) or 4 (with channels) (these look like labels)"},
        {3, 9, 0, "has rank 9, want 3"},
        {7, 31, 0, "is cut short: want 465 bytes after the header, got 450"},
        {7, 29, 0, "has bytes after the last of its 29 entries, want none"},
        {11, 0, 0, "size 2 is 0, want 1..65535"},
        {8, 1, 0, "size 2 is 16777219, want 1..65535"},
        {4, 255, 0, "is cut short"},
        {0, 0, -1, "is cut short: want 450 bytes after the header, got 449"},
        {0, 0, -451, "is cut short: has 15 bytes, its header alone takes 16"},
        {0, 0, -463, "has 3 bytes, too few for an IDX file"},
        {0, 0, -466, "has 0 bytes, too few for an IDX file"},
    };
    char folder[256], path[512];
    size_t size;
    support_folder(folder);
    fixture_idx_pair(folder, "train", 30, path);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        unsigned char *images = fixture_idx(3, (uint32_t[]){30, 3, 5}, 251, &size);
        images[damages[i].at] = damages[i].byte;
        support_write(folder, "train-images-idx3-ubyte", images, size + (size_t)damages[i].size_change, path);
        expect_failure(folder, damages[i].message);
        expect_failure(folder, path);
        free(images);
    }
}

Test(idx, broken_labels)
{
    char folder[256], path[512];
    size_t size;
    support_folder(folder);
    fixture_idx_pair(folder, "train", 30, path);
    unsigned char *labels = fixture_idx(1, (uint32_t[]){29}, 10, &size);
    support_write(folder, "train-labels-idx1-ubyte", labels, size, path);
    expect_failure(folder, "train-images-idx3-ubyte has 30 images, but ");
    expect_failure(folder, "train-labels-idx1-ubyte has 29 labels");
    labels[3] = 3;
    support_write(folder, "train-labels-idx1-ubyte", labels, size, path);
    expect_failure(folder, "train-labels-idx1-ubyte: has rank 3, want 1 (a label an image) (these look like images)");
    support_write(folder, "train-labels-idx1-ubyte", "\x1f\x8b\x08 broken gzip, this", 22, path);
    expect_failure(folder, "train-labels-idx1-ubyte: is ");
    free(labels);
}

Test(idx, sizes_that_overflow)
{
    static const unsigned char huge[] = {0,    0,    8, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0,
                                         0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0,    0,    0, 0xFF};
    char folder[256], path[512];
    support_folder(folder);
    support_write(folder, "train-labels-idx1-ubyte", "\0\0\x08\x01\0\0\0\x01\x05", 9, path);
    support_write(folder, "train-images-idx3-ubyte", huge, sizeof huge, path);
    expect_failure(path, "an image has 1095183237375 values, want at most 268435456");
}

/* A few bytes that unpack to many are left when there are more than the header says. */
Test(idx, packed_bomb)
{
    enum { LARGE = 64 << 20 };
    char folder[256], path[512];
    size_t size;
    support_folder(folder);
    fixture_idx_pair(folder, "train", 30, path);
    cr_assert_eq(unlink(path), 0);
    unsigned char *images = calloc(LARGE, 1), *header = fixture_idx(3, (uint32_t[]){30, 3, 5}, 251, &size);
    cr_assert(images);
    memcpy(images, header, size);
    unsigned char *packed = fixture_gzip(images, LARGE, &size);
    support_write(folder, "train-images-idx3-ubyte.gz", packed, size, path);
    free(packed);
    free(header);
    struct bytes beginning = {images, 1 << 16};
    cr_assert_eq(idx_most(&beginning), 16 + 450);
    memset(images + 4, 0xFF, 12);
    cr_assert_eq(idx_most(&beginning), SIZE_MAX - 1);
    free(images);
    expect_failure(folder, "train-images-idx3-ubyte.gz: has bytes after the last of its 30 entries");
}
