#include "forger/image.h"

#include "image/picture_files.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* Reading pictures of every kind, and what is wrong in one kind only. */

static void read_back(const void *data, size_t size, int channels, struct fg_image *image)
{
    char path[512];
    struct fg_error error = {0};
    picture_write(data, size, path);
    cr_assert(fg_image_read(image, path, 0, 0, channels, &error), "%s", error.message);
    cr_assert_eq(image->channels, channels);
}

/* The file has one line of these pixels, give or take `tolerance`. */
static void want_line(struct bytes bytes, int channels, int width, const uint8_t *pixels, int tolerance)
{
    struct fg_image image;
    read_back(bytes.data, bytes.size, channels, &image);
    cr_assert_eq(image.height, 1);
    cr_assert_eq(image.width, width);
    for (int i = 0; i < width * channels; i++) {
        cr_assert_leq(abs(image.pixels[i] - pixels[i]), tolerance, "value %d: %d, want %d", i, image.pixels[i],
                      pixels[i]);
    }
    fg_image_free(&image);
}

static void want_png(const struct picture_samples *samples, int channels, const uint8_t *pixels)
{
    struct bytes bytes = picture_png(samples);
    want_line(bytes, channels, samples->width, pixels, 0);
    free(bytes.data);
}

Test(format, png_of_few_bits)
{
    const uint8_t packed[] = {0xB0};
    want_png(&(struct picture_samples){1, 4, 1, 1, .samples = packed}, 1, (uint8_t[]){255, 0, 255, 255});
    want_png(&(struct picture_samples){1, 2, 2, 1, .samples = packed}, 1, (uint8_t[]){170, 255});
    want_png(&(struct picture_samples){1, 2, 4, 1, .samples = packed}, 3, (uint8_t[]){187, 187, 187, 0, 0, 0});
}

Test(format, png_of_16_bits)
{
    const uint8_t grey[] = {0, 255, 0x80, 0, 0xFF, 0xFF};
    want_png(&(struct picture_samples){1, 3, 16, 1, .samples = grey}, 1, (uint8_t[]){1, 128, 255});
    want_png(&(struct picture_samples){1, 1, 16, 3, .samples = grey}, 3, (uint8_t[]){1, 128, 255});
}

Test(format, png_with_a_palette)
{
    const uint8_t palette[768] = {200, 100, 50, 10, 20, 30}, alphas[256] = {255, 0};
    struct picture_samples samples = {1, 2, 8, 1, .palette = palette, .samples = (uint8_t[]){1, 0}};
    want_png(&samples, 3, (uint8_t[]){10, 20, 30, 200, 100, 50});
    want_png(&samples, 1, (uint8_t[]){(10 * 77 + 20 * 150 + 30 * 29) >> 8, (200 * 77 + 100 * 150 + 50 * 29) >> 8});
    samples.alphas = alphas;
    want_png(&samples, 3, (uint8_t[]){255, 255, 255, 200, 100, 50});
}

Test(format, what_is_transparent_is_white)
{
    const uint8_t rgba[] = {10, 20, 30, 0, 10, 20, 30, 255, 0, 0, 0, 128}, grey[] = {0, 0, 90, 255};
    want_png(&(struct picture_samples){1, 3, 8, 4, .samples = rgba}, 3,
             (uint8_t[]){255, 255, 255, 10, 20, 30, 127, 127, 127});
    want_png(&(struct picture_samples){1, 2, 8, 2, .samples = grey}, 1, (uint8_t[]){255, 90});
}

Test(format, interlaced_png)
{
    uint8_t rgb[13 * 11 * 3];
    for (size_t i = 0; i < sizeof rgb; i++) {
        rgb[i] = (uint8_t)(i * 31);
    }
    struct bytes bytes = picture_png(&(struct picture_samples){13, 11, 8, 3, .by_passes = true, .samples = rgb});
    struct fg_image image;
    read_back(bytes.data, bytes.size, 3, &image);
    cr_assert(image.height == 13 && image.width == 11);
    cr_assert_arr_eq(image.pixels, rgb, sizeof rgb);
    fg_image_free(&image);
    free(bytes.data);
}

static void want_jpeg(const struct picture_samples *samples, int channels, const uint8_t *pixels)
{
    struct bytes bytes = picture_jpeg(samples);
    want_line(bytes, channels, samples->width, pixels, 2);
    free(bytes.data);
}

Test(format, jpeg)
{
    const uint8_t grey[] = {200, 100}, rgb[] = {200, 100, 50, 200, 100, 50};
    want_jpeg(&(struct picture_samples){1, 2, .channels = 1, .samples = grey}, 1, grey);
    want_jpeg(&(struct picture_samples){1, 2, .channels = 1, .samples = grey}, 3,
              (uint8_t[]){200, 200, 200, 100, 100, 100});
    for (int progressive = 0; progressive < 2; progressive++) {
        struct picture_samples samples = {1, 2, .channels = 3, .by_passes = progressive, .samples = rgb};
        want_jpeg(&samples, 3, rgb);
        want_jpeg(&samples, 1, (uint8_t[]){124, 124});
    }
}

/* In inks: cyan covers half, yellow nearly nothing, black a fifth. Adobe's programs, which leave their mark, store what
 * the ink leaves white. */
Test(format, jpeg_in_inks)
{
    const uint8_t left_white[] = {128, 255, 250, 204}, inks[] = {127, 0, 5, 51};
    const uint8_t rgb[] = {102, 204, 200};
    want_jpeg(&(struct picture_samples){1, 1, .channels = 4, .samples = left_white}, 3, rgb);
    struct bytes bytes = picture_jpeg(&(struct picture_samples){1, 1, .channels = 4, .samples = inks});
    unsigned char *mark = memmem(bytes.data, bytes.size, "Adobe", 5);
    cr_assert(mark);
    mark[0] = 'O';
    want_line(bytes, 3, 1, rgb, 2);
    free(bytes.data);
}

/* A header of a BMP of 2 x 2 pixels; the pixels begin behind `palette` colors. */
static void start_bmp(unsigned char bmp[static 54], int bits, int palette)
{
    memset(bmp, 0, 54);
    memcpy(bmp, "BM", 2);
    bmp[10] = (unsigned char)(54 + 4 * palette);
    bmp[14] = 40, bmp[18] = 2, bmp[22] = 2, bmp[26] = 1, bmp[28] = (unsigned char)bits;
}

static void want_bmp(const void *data, size_t size, const uint8_t pixels[static 12])
{
    struct fg_image image;
    read_back(data, size, 3, &image);
    cr_assert(image.height == 2 && image.width == 2);
    cr_assert_arr_eq(image.pixels, pixels, 12);
    fg_image_free(&image);
}

Test(format, bmp)
{
    unsigned char bmp[86];
    start_bmp(bmp, 24, 0);
    memcpy(bmp + 54, (uint8_t[]){9, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 3, 2, 1, 0, 0}, 16);
    want_bmp(bmp, 70, (uint8_t[]){0, 0, 0, 1, 2, 3, 7, 8, 9, 0, 0, 0});
    memset(bmp + 22, 0xFF, 4), bmp[22] = 0xFE; /* height -2: from the top */
    want_bmp(bmp, 70, (uint8_t[]){7, 8, 9, 0, 0, 0, 0, 0, 0, 1, 2, 3});
    start_bmp(bmp, 32, 0);
    memcpy(bmp + 54, (uint8_t[]){9, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 2, 1, 0}, 16);
    want_bmp(bmp, 70, (uint8_t[]){0, 0, 0, 1, 2, 3, 7, 8, 9, 0, 0, 0});
    static const uint8_t colors[] = {9, 8, 7, 0, 3, 2, 1, 0};
    for (int bits = 1; bits <= 8; bits = bits == 1 ? 4 : 2 * bits) { /* lines: colors 0 and 1, colors 1 and 0 */
        start_bmp(bmp, bits, 2);
        memcpy(bmp + 54, colors, 8);
        memset(bmp + 62, 0, 8);
        bmp[62 + bits / 8] = (unsigned char)(bits == 1 ? 0x40 : 0x01);
        bmp[66] = (unsigned char)(bits == 1 ? 0x80 : bits == 4 ? 0x10 : 0x01);
        want_bmp(bmp, 70, (uint8_t[]){1, 2, 3, 7, 8, 9, 7, 8, 9, 1, 2, 3});
    }
    bmp[66] = 200; /* a color that the palette lacks */
    want_bmp(bmp, 70, (uint8_t[]){0, 0, 0, 7, 8, 9, 7, 8, 9, 1, 2, 3});
}

Test(format, bmp_with_alpha)
{
    unsigned char bmp[14 + 56 + 16];
    start_bmp(bmp, 32, 4);
    bmp[14] = 56, bmp[30] = 3;
    memcpy(bmp + 54, (uint8_t[]){0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255}, 16);
    memcpy(bmp + 70, (uint8_t[]){9, 8, 7, 255, 9, 8, 7, 0, 3, 2, 1, 255, 0, 0, 0, 128}, 16);
    want_bmp(bmp, sizeof bmp, (uint8_t[]){1, 2, 3, 127, 127, 127, 7, 8, 9, 255, 255, 255});
    bmp[54] = 255; /* blue where red is wanted */
    picture_refuse(bmp, sizeof bmp, "a BMP of a kind that is not read");
}

Test(format, broken_bmp)
{
    unsigned char bmp[70];
    start_bmp(bmp, 24, 0);
    memset(bmp + 54, 0, 16);
    picture_refuse(bmp, 69, "cannot read it as a BMP: the file is cut off");
    picture_refuse(bmp, 53, "a BMP of a kind that is not read: want 1, 4, 8, 24 or 32 bits, uncompressed");
    bmp[13] = 0xFF; /* the pixels begin behind the end */
    picture_refuse(bmp, 70, "cannot read it as a BMP: the file is cut off");
    bmp[13] = 0, bmp[28] = 16;
    picture_refuse(bmp, 70, "a BMP of a kind that is not read");
    bmp[28] = 8, bmp[30] = 1; /* packed by run lengths */
    picture_refuse(bmp, 70, "a BMP of a kind that is not read");
    bmp[30] = 0, bmp[25] = 0x80, bmp[22] = 0; /* the smallest 32-bit number as the height */
    picture_refuse(bmp, 70, "is 2 x 2147483648 pixels (width x height), want sides of 1..16384");
}

static void want_pnm(const char *data, size_t size, int channels, int width, const uint8_t *pixels)
{
    want_line((struct bytes){(unsigned char *)data, size}, channels, width, pixels, 0);
}

Test(format, pgm_and_ppm)
{
    want_pnm("P5 3 1 255\n\x00\x7f\xff", 14, 1, 3, (uint8_t[]){0, 127, 255});
    want_pnm("P5\n# a comment 9\n2\t1 # another\n15\n\x0f\x03", 36, 1, 2, (uint8_t[]){255, 51});
    want_pnm("P5 2 1 65535\n\xff\xff\x80\x00", 17, 1, 2, (uint8_t[]){255, 128});
    want_pnm("P5 1 1 100\n\xff", 12, 1, 1, (uint8_t[]){255});
    want_pnm("P5 2 1 255\n\x01\x02", 13, 3, 2, (uint8_t[]){1, 1, 1, 2, 2, 2});
    want_pnm("P6 1 1 255\n\xc8\x64\x32", 14, 3, 1, (uint8_t[]){200, 100, 50});
    want_pnm("P6 1 1 255\n\xff\xff\xff", 14, 1, 1, (uint8_t[]){255});
}

Test(format, broken_pgm)
{
    picture_refuse("P5 3 1 255\n\x00\x7f", 13,
                   "cannot read it as a PGM or PPM: 3 x 1 pixels are 3 bytes, the file has 2");
    picture_refuse("P5 2 1 256\n\x00\x7f\x00", 14, "2 x 1 pixels are 4 bytes, the file has 3");
    REFUSE("P5 3 1 255", "cannot read it as a PGM or PPM: want width, height, and a largest value in 1..65535");
    REFUSE("P5 3 1", "want width, height, and a largest value");
    REFUSE("P5 # only a comment", "want width, height, and a largest value");
    REFUSE("P5 0 1 255\nx", "want width, height, and a largest value");
    REFUSE("P5 -3 1 255\nxxx", "want width, height, and a largest value");
    REFUSE("P5 1 1 65536\nxx", "want width, height, and a largest value");
    REFUSE("P5 99999999999999999999 1 255\nx", "PGM");
    REFUSE("P5 10000 16000 255\nx", "is 10000 x 16000 pixels (width x height), want sides of 1..16384 and at most 33");
    REFUSE("P6 9999 3000 65535\nx", "9999 x 3000 pixels are 179982000 bytes, the file has 1");
}

/* Each scan takes the whole picture, however few bytes it has: of a large one fewer are read. */
Test(format, jpeg_of_many_scans)
{
    struct picture_samples picture = {1, 1, .channels = 1, .scans = 99, .samples = (uint8_t[]){7}};
    want_jpeg(&picture, 1, picture.samples);
    picture.scans = 127;
    struct bytes bytes = picture_jpeg(&picture);
    picture_refuse(bytes.data, bytes.size, "a JPEG of more than 100 scans");
    free(bytes.data);
    picture = (struct picture_samples){4096, 4096, .channels = 1, .scans = 19};
    picture.samples = calloc(4096, 4096);
    cr_assert(picture.samples);
    bytes = picture_jpeg(&picture);
    picture_refuse(bytes.data, bytes.size, "a JPEG of more than 16 scans");
    free(bytes.data);
    free((void *)picture.samples);
}
