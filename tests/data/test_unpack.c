#include "../support.h"
#include "data/unpack.h"
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIZE = 100000 };

/* Neither constant nor random, so that packing shortens it and damage shows. */
static unsigned char *sample_bytes(void)
{
    unsigned char *data = malloc(SIZE);
    cr_assert(data);
    for (unsigned i = 0; i < SIZE; i++) {
        data[i] = (unsigned char)(i * i >> 7);
    }
    return data;
}

static size_t any(const struct bytes *beginning)
{
    (void)beginning;
    return SIZE_MAX - 1;
}

static void expect_failure(const char *path, const char *member, const char *part)
{
    struct unpacked file;
    struct fg_error error;
    cr_assert_not(unpack_file(&file, path, member, any, &error), "%s was read", path);
    cr_expect_eq(error.code, FG_FAILED);
    support_contains(error.message, path);
    support_contains(error.message, part);
    cr_expect_null(file.bytes.data);
}

static void expect_bytes(const char *path, const char *member, const void *data, size_t size)
{
    struct unpacked file;
    struct fg_error error;
    cr_assert(unpack_file(&file, path, member, any, &error), "%s", error.message);
    cr_expect_eq(file.bytes.size, size);
    cr_expect_eq(memcmp(file.bytes.data, data, size), 0);
    cr_expect_eq(file.bytes.data[size], 0);
    unpacked_free(&file);
}

Test(unpack, plain_and_gzip)
{
    char folder[256], path[512];
    size_t size;
    unsigned char *data = sample_bytes(), *packed = fixture_gzip(data, SIZE, &size);
    support_folder(folder);
    support_write(folder, "plain", data, SIZE, path);
    expect_bytes(path, NULL, data, SIZE);
    support_write(folder, "empty", "", 0, path);
    expect_bytes(path, NULL, "", 0);
    support_write(folder, "packed.gz", packed, size, path);
    expect_bytes(path, NULL, data, SIZE);
    free(packed);
    packed = fixture_gzip("", 0, &size);
    support_write(folder, "empty.gz", packed, size, path);
    expect_bytes(path, NULL, "", 0);
    free(packed);
    free(data);
}

Test(unpack, joined_gzip)
{
    char folder[256], path[512];
    size_t size, size_all;
    unsigned char *data = sample_bytes(), *first = fixture_gzip(data, SIZE / 2, &size);
    unsigned char *second = fixture_gzip(data + SIZE / 2, SIZE / 2, &size_all);
    first = realloc(first, size + size_all);
    cr_assert(first);
    memcpy(first + size, second, size_all);
    support_folder(folder);
    support_write(folder, "joined.gz", first, size + size_all, path);
    expect_bytes(path, NULL, data, SIZE);
    free(first);
    free(second);
    free(data);
}

Test(unpack, broken_gzip)
{
    char folder[256], path[512];
    size_t size;
    unsigned char *data = sample_bytes(), *packed = fixture_gzip(data, SIZE, &size);
    support_folder(folder);
    static const size_t parts[] = {2, 5, 12, 17, 18, 100};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        support_write(folder, "short.gz", packed, parts[i], path);
        expect_failure(path, NULL, "is broken or cut short");
    }
    support_write(folder, "half.gz", packed, size / 2, path);
    expect_failure(path, NULL, "is broken or cut short (truncated gzip input)");
    support_write(folder, "tail.gz", packed, size - 8, path);
    expect_failure(path, NULL, "is broken or cut short");
    packed[size - 6] ^= 1;
    support_write(folder, "checksum.gz", packed, size, path);
    expect_failure(path, NULL, "is broken or cut short (incorrect data check)");
    packed[size - 6] ^= 1;
    memset(packed + size / 2, 0xFF, 64);
    support_write(folder, "holes.gz", packed, size, path);
    expect_failure(path, NULL, "is broken or cut short");
    free(packed);
    free(data);
}

/* Eight zero bytes are the checksum and length of nothing. */
Test(unpack, gzip_with_another_trailer)
{
    char folder[256], path[512];
    size_t size;
    unsigned char *data = sample_bytes(), *packed = fixture_gzip(data, SIZE, &size);
    support_folder(folder);
    memset(packed + size - 8, 0, 8);
    support_write(folder, "zeros.gz", packed, size, path);
    expect_failure(path, NULL, "is broken or cut short (incorrect data check)");
    free(packed);
    packed = fixture_gzip(data, SIZE, &size);
    packed[size - 1] ^= 1;
    support_write(folder, "length.gz", packed, size, path);
    expect_failure(path, NULL, "is broken or cut short (incorrect length check)");
    packed[size - 1] ^= 1;
    packed = realloc(packed, size + 2);
    cr_assert(packed);
    memcpy(packed + size, "no", 2);
    support_write(folder, "more.gz", packed, size + 2, path);
    expect_failure(path, NULL, "is broken or cut short");
    free(packed);
    free(data);
}

static size_t one_hundred_thousand(const struct bytes *beginning)
{
    cr_assert_eq(beginning->size, 1 << 16);
    return 100000;
}

static size_t nothing(const struct bytes *beginning)
{
    (void)beginning;
    return 0;
}

static void expect_size(const char *path, const char *member, unpack_most *most, size_t size)
{
    struct unpacked file;
    struct fg_error error;
    cr_assert(unpack_file(&file, path, member, most, &error), "%s", error.message);
    cr_assert_eq(file.bytes.size, size);
    cr_assert_eq(file.bytes.data[size], 0);
    unpacked_free(&file);
}

/* Of all that unpacks to more, one byte more is read. */
Test(unpack, no_more_than_expected)
{
    enum { LARGE = 64 << 20 };
    char folder[256], path[512];
    size_t size;
    char *zeros = calloc(LARGE + 1, 1);
    cr_assert(zeros);
    unsigned char *packed = fixture_gzip(zeros, LARGE, &size);
    support_folder(folder);
    support_write(folder, "bomb.gz", packed, size, path);
    free(packed);
    expect_size(path, NULL, one_hundred_thousand, 100001);
    expect_size(path, NULL, nothing, 1 << 16);
    memset(zeros, '0', LARGE);
    snprintf(path, sizeof path, "%s/bomb.zip", folder);
    fixture_zip(path, (const char *[]){"a.csv", NULL}, (const char *const[]){zeros, NULL});
    free(zeros);
    expect_size(path, "a.csv", one_hundred_thousand, 100001);
    support_write(folder, "sparse", "", 0, path);
    cr_assert_eq(truncate(path, (off_t)6 << 30), 0);
    expect_size(path, NULL, one_hundred_thousand, 100001);
}

Test(unpack, zip_members)
{
    char folder[256], path[512];
    support_folder(folder);
    snprintf(path, sizeof path, "%s/some.zip", folder);
    fixture_zip(path, (const char *[]){"a.csv", "deep/er/b.csv", "empty.csv", NULL},
                (const char *[]){"first", "second", "", NULL});
    expect_bytes(path, "a.csv", "first", 5);
    expect_bytes(path, "b.csv", "second", 6);
    expect_bytes(path, "empty.csv", "", 0);
    expect_failure(path, "c.csv", "has no member c.csv, only: a.csv, deep/er/b.csv, empty.csv");
    expect_failure(path, NULL, "is a zip");
    struct unpacked file;
    cr_assert(unpack_file(&file, path, "b.csv", any, NULL));
    support_contains(file.name, "/some.zip/b.csv");
    unpacked_free(&file);
}

Test(unpack, foreign_zip)
{
    char folder[256], path[512];
    struct bytes zip;
    support_folder(folder);
    snprintf(path, sizeof path, "%s/some.zip", folder);
    fixture_zip(path, (const char *[]){"\x1b[31mred.csv", NULL}, (const char *[]){"text", NULL});
    expect_failure(path, "a.csv", "has no member a.csv, only: ?[31mred.csv");
    fixture_zip(path, (const char *[]){"a.csv", NULL}, (const char *[]){"text", NULL});
    cr_assert(file_read(path, &zip, NULL));
    unsigned char *directory = memmem(zip.data, zip.size, "PK\1\2", 4);
    cr_assert(directory);
    zip.data[8] = directory[10] = 14; /* the method, here LZMA */
    support_write(folder, "lzma.zip", zip.data, zip.size, path);
    expect_failure(path, "a.csv", "(lzma), want a zip that is stored or deflated");
    free(zip.data);
}

Test(unpack, broken_zip)
{
    char folder[256], path[512];
    struct bytes zip;
    support_folder(folder);
    snprintf(path, sizeof path, "%s/good.zip", folder);
    char *text = fixture_csv(200, 1);
    fixture_zip(path, (const char *[]){"train.csv", NULL}, (const char *[]){text, NULL});
    cr_assert(file_read(path, &zip, NULL));
    support_write(folder, "cut.zip", zip.data, zip.size / 2, path);
    expect_failure(path, "train.csv", "is broken or cut short");
    support_write(folder, "tiny.zip", zip.data, 4, path);
    expect_failure(path, "train.csv", "is broken or cut short");
    memset(zip.data + 100, 0xFF, 64);
    support_write(folder, "holes.zip", zip.data, zip.size, path);
    expect_failure(path, "train.csv", "is broken or cut short");
    free(zip.data);
    free(text);
}

Test(unpack, name_and_content_differ)
{
    char folder[256], path[512];
    support_folder(folder);
    support_write(folder, "empty.gz", "", 0, path);
    expect_failure(path, NULL, "does not begin as its name says; broken, or unpacked already?");
    support_write(folder, "page.zip", "<html>", 6, path);
    expect_failure(path, "train.csv", "does not begin as its name says");
}

Test(unpack, no_file)
{
    char folder[256], path[512];
    support_folder(folder);
    snprintf(path, sizeof path, "%s/none.gz", folder);
    expect_failure(path, NULL, "No such file");
    expect_failure(folder, NULL, "is a folder");
}
