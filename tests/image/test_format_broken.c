#include "allocations.h"
#include "forger/image.h"
#include "image/picture_files.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* Reading what is no picture, or a broken one, or where memory runs out. */

Test(format, what_is_no_picture)
{
    struct fg_image image = {0};
    struct fg_error error = {0};
    cr_assert_not(fg_image_read(&image, "/nowhere/x.png", 0, 0, 1, &error));
    support_contains(error.message, "/nowhere/x.png: cannot open");
    cr_assert_not(fg_image_read(&image, "/", 0, 0, 1, &error));
    support_contains(error.message, "is a folder");
    REFUSE("", "an empty file: want PNG, JPEG, BMP, or binary PGM or PPM");
    REFUSE("step,loss\n1,2\n", "no picture: want PNG, JPEG, BMP, or binary PGM or PPM");
    REFUSE("GIF89a..", "a GIF, which is not read: want PNG, JPEG, BMP, or binary PGM or PPM");
    REFUSE("RIFF....WEBPVP8 ", "a WebP, which is not read");
    REFUSE("RIFF....WAVEfmt ", "no picture");
    REFUSE("II*\0....", "a TIFF, which is not read");
    REFUSE("....ftypheic....", "a HEIC, which is not read");
    REFUSE("....ftypavif....", "an AVIF, which is not read");
    REFUSE("%PDF-1.4", "a PDF, which is not read");
    REFUSE("<svg xmlns=", "an SVG, which is not read");
    REFUSE("P2 1 1 255 0", "a PGM in letters, which is not read");
}

/* A file cut off at any byte fails. */
static void refuse_every_cut(struct bytes bytes, const char *part)
{
    char folder[256], path[512];
    support_folder(folder);
    for (size_t size = 8; size < bytes.size; size++) {
        struct fg_image image = {0};
        struct fg_error error = {0};
        support_write(folder, "cut", bytes.data, size, path);
        cr_assert_not(fg_image_read(&image, path, 0, 0, 1, &error), "cut at %zu of %zu", size, bytes.size);
        support_contains(error.message, part);
        cr_assert_null(image.pixels);
    }
    free(bytes.data);
}

Test(format, files_that_are_cut_off)
{
    uint8_t samples[9 * 9 * 3];
    for (size_t i = 0; i < sizeof samples; i++) {
        samples[i] = (uint8_t)(i * i * 31);
    }
    for (int by_passes = 0; by_passes < 2; by_passes++) {
        struct picture_samples picture = {9, 9, 8, 3, .by_passes = by_passes, .samples = samples};
        refuse_every_cut(picture_png(&picture), "cannot read it as a PNG: ");
        refuse_every_cut(picture_jpeg(&picture), "cannot read it as a JPEG: ");
    }
}

/* Tables of JPEG's codes that are too long, or never defined, or full of nonsense. */
Test(format, jpeg_with_broken_tables)
{
    unsigned char jpeg[400] = {0xFF, 0xD8, 0xFF, 0xC4, 0x01, 0x40, 0x00};
    memset(jpeg + 7, 17, 16); /* 272 codes */
    picture_refuse(jpeg, sizeof jpeg, "cannot read it as a JPEG: Bogus Huffman table definition");
    struct bytes bytes = picture_jpeg(&(struct picture_samples){1, 1, .channels = 1, .samples = (uint8_t[]){7}});
    for (unsigned char *table; (table = memmem(bytes.data, bytes.size, "\xFF\xDB", 2));) {
        table[1] = 0xFE; /* a comment */
    }
    picture_refuse(bytes.data, bytes.size, "cannot read it as a JPEG: Quantization table 0x00 was not defined");
    free(bytes.data);
}

Test(format, sides_are_compared_before_the_picture_is_decoded)
{
    uint8_t samples[28 * 28] = {0};
    struct picture_samples picture = {28, 28, 8, 1, .samples = samples};
    struct bytes bytes = picture_png(&picture);
    picture_refuse_as(bytes.data, bytes.size, 28, 32, "is 28 x 28 pixels, want 32 x 28 (width x height)");
    free(bytes.data);
    static const uint32_t sides[] = {16383, 16385, 2000000000};
    for (int i = 0; i < 3; i++) {
        picture.claimed_side = sides[i];
        bytes = picture_png(&picture);
        picture_refuse_as(bytes.data, bytes.size, 28, 28, "pixels, want 28 x 28 (width x height)");
        picture_refuse(bytes.data, bytes.size, "want sides of 1..16384 and at most 33 million pixels");
        free(bytes.data);
    }
}

/* Whichever allocation fails (first none): reading is done without, or it fails and leaves nothing. */
static void fail_every_allocation(struct bytes bytes)
{
    char path[512];
    picture_write(bytes.data, bytes.size, path);
    free(bytes.data);
    long count = 0, failures = 0;
    for (long number = 0; number <= count; number++) {
        struct fg_image image = {0};
        struct fg_error error = {0};
        long before = allocations_made();
        allocations_fail(number);
        bool done = fg_image_read(&image, path, 0, 0, 1, &error);
        allocations_fail(0);
        cr_assert(done || error.code == FG_FAILED);
        cr_assert_eq(image.pixels != NULL, done);
        fg_image_free(&image);
        count = number == 0 ? allocations_made() - before : count;
        failures += !done;
    }
    cr_assert_gt(failures, 4);
}

Test(format, memory_that_runs_out)
{
    uint8_t samples[9 * 9 * 3] = {0};
    if (!allocations_are_watched()) {
        cr_skip("another malloc is in the way");
    }
    for (int by_passes = 0; by_passes < 2; by_passes++) {
        struct picture_samples picture = {9, 9, 8, 3, .by_passes = by_passes, .samples = samples};
        fail_every_allocation(picture_png(&picture));
        fail_every_allocation(picture_jpeg(&picture));
    }
}
