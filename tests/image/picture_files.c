#include "image/picture_files.h"

#include "forger/image.h"
#include "support.h"

#include <criterion/criterion.h>

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <zlib.h>

static void append(png_structp png, png_bytep data, size_t size)
{
    struct bytes *bytes = png_get_io_ptr(png);
    bytes->data = realloc(bytes->data, bytes->size + size + 1);
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

static int color_type(const struct picture_samples *samples)
{
    static const int types[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                PNG_COLOR_TYPE_RGB_ALPHA};
    return samples->palette ? PNG_COLOR_TYPE_PALETTE : types[samples->channels];
}

static void set_palette(png_structp png, png_infop info, const struct picture_samples *samples)
{
    png_color colors[256];
    int count = 1 << samples->bits;
    for (int i = 0; i < count; i++) {
        const uint8_t *color = samples->palette + (size_t)3 * (size_t)i;
        colors[i] = (png_color){color[0], color[1], color[2]};
    }
    png_set_PLTE(png, info, colors, count);
    if (samples->alphas) {
        png_set_tRNS(png, info, samples->alphas, count, NULL);
    }
}

/* Of the header, the first chunk: 8 bytes of the file's mark, then length, name, width, height. */
static void claim_side(struct bytes *bytes, uint32_t side)
{
    for (int i = 0; i < 8; i++) {
        bytes->data[16 + i] = (unsigned char)(side >> (24 - 8 * (i % 4)));
    }
    uLong check = crc32(0, bytes->data + 12, 17);
    for (int i = 0; i < 4; i++) {
        bytes->data[29 + i] = (unsigned char)(check >> (24 - 8 * i));
    }
}

struct bytes picture_png(const struct picture_samples *samples)
{
    struct bytes bytes = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    cr_assert(info);
    png_set_write_fn(png, &bytes, append, NULL);
    png_set_IHDR(png, info, (png_uint_32)samples->width, (png_uint_32)samples->height, samples->bits,
                 color_type(samples), samples->by_passes ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
    if (samples->palette) {
        set_palette(png, info, samples);
    }
    png_write_info(png, info);
    size_t stride = png_get_rowbytes(png, info);
    for (int pass = png_set_interlace_handling(png); pass > 0; pass--) {
        for (int y = 0; y < samples->height; y++) {
            png_write_row(png, (const uint8_t *)samples->samples + (size_t)y * stride);
        }
    }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    if (samples->claimed_side) {
        claim_side(&bytes, samples->claimed_side);
    }
    return bytes;
}

/* The mean of a block, then its waves one by one, each with all bits but one, then with that. */
static void list_scans(jpeg_scan_info *scans, int count)
{
    scans[0] = (jpeg_scan_info){.comps_in_scan = 1};
    for (int i = 1; i < count; i++) {
        int wave = (i + 1) / 2, again = (i + 1) % 2;
        scans[i] =
            (jpeg_scan_info){.comps_in_scan = 1, .Ss = wave, .Se = wave, .Ah = again ? 1 : 0, .Al = again ? 0 : 1};
    }
}

struct bytes picture_jpeg(const struct picture_samples *samples)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct jpeg = {.err = jpeg_std_error(&errors)};
    struct bytes bytes = {0};
    unsigned long size = 0;
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes.data, &size);
    jpeg.image_height = (JDIMENSION)samples->height;
    jpeg.image_width = (JDIMENSION)samples->width;
    jpeg.input_components = samples->channels;
    jpeg.in_color_space = samples->channels == 1 ? JCS_GRAYSCALE : samples->channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 100, TRUE);
    jpeg_scan_info scans[127];
    if (samples->scans) {
        list_scans(scans, samples->scans);
        jpeg.scan_info = scans;
        jpeg.num_scans = samples->scans;
    } else if (samples->by_passes) {
        jpeg_simple_progression(&jpeg);
    }
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < samples->height; y++) {
        size_t stride = (size_t)samples->width * (size_t)samples->channels;
        JSAMPROW row = (JSAMPROW)((const uint8_t *)samples->samples + (size_t)y * stride);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    bytes.size = size;
    return bytes;
}

void picture_write(const void *data, size_t size, char path[static 512])
{
    char folder[256];
    support_folder(folder);
    support_write(folder, "picture", data, size, path);
}

void picture_refuse_as(const void *data, size_t size, int height, int width, const char *part)
{
    char path[512];
    struct fg_image image = {0};
    struct fg_error error = {0};
    picture_write(data, size, path);
    cr_assert_not(fg_image_read(&image, path, height, width, 1, &error), "was read, want: %s", part);
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, path);
    support_contains(error.message, part);
    cr_assert_null(image.pixels);
}

void picture_refuse(const void *data, size_t size, const char *part)
{
    picture_refuse_as(data, size, 0, 0, part);
}
