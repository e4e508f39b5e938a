#include "image/format.h"

#include <string.h>

struct format {
    const char *name; /* with its article */
    size_t at;        /* where the mark stands in the file */
    size_t length;
    const char *mark;
    image_decoder *decode; /* NULL: not read */
};

static const struct format formats[] = {
    {"a PNG", 0, 8, "\x89PNG\r\n\x1a\n", format_png_decode},
    {"a JPEG", 0, 3, "\xff\xd8\xff", format_jpeg_decode},
    {"a BMP", 0, 2, "BM", format_bmp_decode},
    {"a PGM", 0, 2, "P5", format_pnm_decode},
    {"a PPM", 0, 2, "P6", format_pnm_decode},
    {"a GIF", 0, 4, "GIF8", NULL},
    {"a WebP", 8, 4, "WEBP", NULL},
    {"a TIFF", 0, 4, "II*\0", NULL},
    {"a TIFF", 0, 4, "MM\0*", NULL},
    {"an AVIF", 4, 8, "ftypavif", NULL},
    {"a HEIC", 4, 7, "ftyphei", NULL},
    {"a HEIC", 4, 8, "ftypmif1", NULL},
    {"a PDF", 0, 5, "%PDF-", NULL},
    {"an SVG", 0, 4, "<svg", NULL},
    {"an SVG or other XML", 0, 5, "<?xml", NULL},
    {"a PBM", 0, 2, "P1", NULL},
    {"a PBM", 0, 2, "P4", NULL},
    {"a PGM in letters", 0, 2, "P2", NULL},
    {"a PPM in letters", 0, 2, "P3", NULL},
};

enum { FORMATS = sizeof formats / sizeof *formats };

static const struct format *recognize(const struct bytes *file)
{
    for (int i = 0; i < FORMATS; i++) {
        const struct format *format = &formats[i];
        if (file->size >= format->at + format->length &&
            memcmp(file->data + format->at, format->mark, format->length) == 0) {
            return format;
        }
    }
    return NULL;
}

const char *format_recognize(const struct bytes *beginning)
{
    const struct format *format = recognize(beginning);
    return format ? format->name : NULL;
}

bool format_decode(struct fg_image *image, const struct bytes *file, const struct image_request *request,
                   struct fg_error *error)
{
    static const char wanted[] = "want PNG, JPEG, BMP, or binary PGM or PPM";
    const struct format *format = recognize(file);
    if (!format) {
        return fg_fail(error, FG_FAILED, "%s: %s", file->size > 0 ? "no picture" : "an empty file", wanted);
    }
    if (!format->decode) {
        return fg_fail(error, FG_FAILED, "%s, which is not read: %s", format->name, wanted);
    }
    return format->decode(image, file, request, error);
}

enum { SIDE_MAX = 16384, PIXELS_MAX = 1 << 25 };

bool image_begin(struct fg_image *image, const struct image_request *request, int64_t height, int64_t width,
                 struct fg_error *error)
{
    if ((request->height && height != request->height) || (request->width && width != request->width)) {
        return fg_fail(error, FG_FAILED, "is %lld x %lld pixels, want %d x %d (width x height)", (long long)width,
                       (long long)height, request->width, request->height);
    }
    if (height < 1 || height > SIDE_MAX || width < 1 || width > SIDE_MAX || height * width > PIXELS_MAX) {
        return fg_fail(error, FG_FAILED,
                       "is %lld x %lld pixels (width x height), want sides of 1..%d and at most %d million pixels",
                       (long long)width, (long long)height, SIDE_MAX, PIXELS_MAX / 1000000);
    }
    return fg_image_init(image, height, width, request->channels, error);
}

void image_put(struct fg_image *image, size_t pixel, const uint8_t rgba[static 4])
{
    int rgb[3];
    for (int c = 0; c < 3; c++) {
        rgb[c] = (rgba[c] * rgba[3] + 255 * (255 - rgba[3]) + 127) / 255;
    }
    if (image->channels == 1) {
        image->pixels[pixel] = (uint8_t)((rgb[0] * 77 + rgb[1] * 150 + rgb[2] * 29) >> 8);
        return;
    }
    for (int c = 0; c < 3; c++) {
        image->pixels[3 * pixel + (size_t)c] = (uint8_t)rgb[c];
    }
}
