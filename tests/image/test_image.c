#include "forger/image.h"

#include "base/file.h"
#include "full_disk.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    cr_assert(fg_image_read(image, path, channels, &error), "%s", error.message);
}

static void refuse(const char *path, const char *part)
{
    struct fg_image image = {0};
    struct fg_error error = {0};
    cr_assert_not(fg_image_read(&image, path, 1, &error), "%s was read", path);
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, path);
    support_contains(error.message, part);
    cr_assert_null(image.pixels);
}

static void refuse_bytes(const void *data, size_t size, const char *part)
{
    char folder[256], path[512];
    support_folder(folder);
    support_write(folder, "broken", data, size, path);
    refuse(path, part);
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

Test(image, bmp)
{
    unsigned char bmp[70] = {'B', 'M', 70};
    bmp[10] = 54, bmp[14] = 40, bmp[18] = 2, bmp[22] = 2, bmp[26] = 1, bmp[28] = 24;
    bmp[54] = 9; /* bottom line, left: blue 9 */
    char folder[256], path[512];
    support_folder(folder);
    support_write(folder, "x.bmp", bmp, sizeof bmp, path);
    struct fg_image image;
    read_back(path, 3, &image);
    cr_assert_eq(image.height, 2);
    cr_assert_eq(image.width, 2);
    cr_assert_arr_eq(image.pixels, ((uint8_t[]){0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0}), 12);
    fg_image_free(&image);
}

static void check_pnm(const void *data, size_t size, int channels, int width, const uint8_t *pixels)
{
    char folder[256], path[512];
    support_folder(folder);
    support_write(folder, "x.pnm", data, size, path);
    struct fg_image image;
    read_back(path, channels, &image);
    cr_assert_eq(image.height, 1);
    cr_assert_eq(image.width, width);
    cr_assert_arr_eq(image.pixels, pixels, (size_t)(width * channels));
    fg_image_free(&image);
}

Test(image, pgm_and_ppm)
{
    check_pnm("P5 3 1 255\n\x00\x7f\xff", 14, 1, 3, (uint8_t[]){0, 127, 255});
    check_pnm("P5\n# a comment 9\n2\t1 # another\n15\n\x0f\x03", 36, 1, 2, (uint8_t[]){255, 51});
    check_pnm("P5 2 1 65535\n\xff\xff\x80\x00", 17, 1, 2, (uint8_t[]){255, 128});
    check_pnm("P5 1 1 100\n\xff", 12, 1, 1, (uint8_t[]){255});
    check_pnm("P5 2 1 255\n\x01\x02", 13, 3, 2, (uint8_t[]){1, 1, 1, 2, 2, 2});
    check_pnm("P6 1 1 255\n\xc8\x64\x32", 14, 3, 1, (uint8_t[]){200, 100, 50});
    check_pnm("P6 1 1 255\n\xff\xff\xff", 14, 1, 1, (uint8_t[]){255});
}

Test(image, broken_pgm)
{
    refuse_bytes("P5 3 1 255\n\x00\x7f", 13, "truncated: 3 x 1 pixels are 3 bytes, the file has 2");
    refuse_bytes("P5 2 1 256\n\x00\x7f\x00", 14, "truncated: 2 x 1 pixels are 4 bytes, the file has 3");
    refuse_bytes("P5 3 1 255", 10, "broken PGM or PPM header");
    refuse_bytes("P5 3 1", 6, "broken PGM or PPM header");
    refuse_bytes("P5 # only a comment", 19, "broken PGM or PPM header");
    refuse_bytes("P5 0 1 255\nx", 12, "broken PGM or PPM header");
    refuse_bytes("P5 -3 1 255\nxxx", 15, "broken PGM or PPM header");
    refuse_bytes("P5 1 1 65536\nxx", 15, "broken PGM or PPM header");
    refuse_bytes("P5 99999999999999999999 1 255\nx", 31, "PGM");
    refuse_bytes("P6 999999 999999 65535\nx", 24, "truncated");
}

Test(image, what_is_no_image)
{
    refuse("/nowhere/x.png", "cannot open");
    refuse_bytes("", 0, "cannot read it as PNG, JPEG, BMP or PGM");
    refuse_bytes("step,loss\n1,2\n", 14, "cannot read it as PNG, JPEG, BMP or PGM");
    char folder[256];
    support_folder(folder);
    refuse(folder, "is a folder");
}

Test(image, jpeg_with_too_long_a_table)
{
    unsigned char jpeg[400] = {0xFF, 0xD8, 0xFF, 0xC4, 0x01, 0x40, 0x00};
    memset(jpeg + 7, 17, 16); /* 272 codes */
    refuse_bytes(jpeg, sizeof jpeg, "a broken JPEG file: a Huffman table has more than 256 codes");
    memset(jpeg + 7, 16, 16); /* 256, but more of length 1 than there are */
    refuse_bytes(jpeg, sizeof jpeg, "cannot read it as PNG, JPEG, BMP or PGM");
    refuse_bytes(jpeg, 5, "cannot read it as PNG, JPEG, BMP or PGM");
    unsigned char later[100] = {0xFF, 0xD8, 0xFF, 0xC4, 0x00, 0x24, 0x00};
    later[24] = 0x11;
    memset(later + 25, 255, 16); /* the second table of the segment */
    later[7] = 1;
    refuse_bytes(later, sizeof later, "more than 256 codes");
}

Test(image, truncated_png)
{
    char folder[256], path[512];
    support_folder(folder);
    snprintf(path, sizeof path, "%s/x.png", folder);
    struct fg_image image = pattern(30, 30, 3);
    cr_assert(fg_image_write_png(&image, path, NULL));
    fg_image_free(&image);
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    for (size_t size = 0; size < bytes.size - 12; size += 97) {
        support_write(folder, "cut.png", bytes.data, size, path);
        refuse(path, "cannot read it as PNG, JPEG, BMP or PGM");
    }
    free(bytes.data);
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
