#include "image/format.h"

/* Windows bitmaps, uncompressed: of 1, 4 or 8 bits with a palette, of 24 bits, of 32 bits with or without alpha.
 * Numbers are little-endian, a pixel is blue, green, red, a line is filled up to 4 bytes, and the lowest line comes
 * first unless the height is negative. https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage */

enum { FILE_HEADER = 14, INFO_HEADER = 40, WITH_ALPHA = 56, MASKS_AT = 54, PLAIN = 0, MASKED = 3 };

struct bitmap {
    const unsigned char *data;
    int bits;
    int64_t height, width; /* height negative: the highest line comes first */
    size_t palette_at, pixels_at;
    bool alpha;
};

static uint32_t number(const unsigned char *data, size_t at)
{
    return data[at] | (uint32_t)data[at + 1] << 8 | (uint32_t)data[at + 2] << 16 | (uint32_t)data[at + 3] << 24;
}

/* 32 bits may say where each color stands: only the usual places are read. */
static bool usual_places(struct bitmap *bitmap, const struct bytes *file, uint32_t header)
{
    const unsigned char *data = file->data;
    if (file->size < MASKS_AT + 16 || number(data, MASKS_AT) != 0xFF0000 || number(data, MASKS_AT + 4) != 0xFF00 ||
        number(data, MASKS_AT + 8) != 0xFF) {
        return false;
    }
    bitmap->alpha = header >= WITH_ALPHA && number(data, MASKS_AT + 12) == 0xFF000000;
    return true;
}

static bool read_header(struct bitmap *bitmap, const struct bytes *file)
{
    const unsigned char *data = file->data;
    if (file->size < FILE_HEADER + INFO_HEADER || number(data, FILE_HEADER) < INFO_HEADER) {
        return false;
    }
    uint32_t header = number(data, FILE_HEADER), packing = number(data, 30);
    *bitmap = (struct bitmap){
        .data = data,
        .bits = data[28] | data[29] << 8,
        .height = (int32_t)number(data, 22),
        .width = (int32_t)number(data, 18),
        .palette_at = FILE_HEADER + (size_t)header,
        .pixels_at = number(data, 10),
    };
    int bits = bitmap->bits;
    bool plain = bits == 1 || bits == 4 || bits == 8 || bits == 24 || bits == 32;
    return (packing == PLAIN && plain) || (packing == MASKED && bits == 32 && usual_places(bitmap, file, header));
}

static void put_pixel(struct fg_image *image, const struct bitmap *bitmap, size_t y, size_t x, const uint8_t *line)
{
    static const uint8_t black[4] = {0};
    const uint8_t *p;
    size_t bit = x * (size_t)bitmap->bits;
    if (bitmap->bits <= 8) {
        size_t color = line[bit / 8] >> (8 - bitmap->bits - (int)(bit % 8)) & ((1 << bitmap->bits) - 1);
        size_t place = bitmap->palette_at + 4 * color;
        p = place + 4 <= bitmap->pixels_at ? bitmap->data + place : black;
    } else {
        p = line + bit / 8;
    }
    image_put(image, y * (size_t)image->width + x, (uint8_t[]){p[2], p[1], p[0], bitmap->alpha ? p[3] : 255});
}

bool format_bmp_decode(struct fg_image *image, const struct bytes *file, const struct image_request *request,
                       struct fg_error *error)
{
    struct bitmap bitmap;
    if (!read_header(&bitmap, file)) {
        return fg_fail(error, FG_FAILED, "a BMP of a kind that is not read: want 1, 4, 8, 24 or 32 bits, uncompressed");
    }
    bool upwards = bitmap.height > 0;
    if (!image_begin(image, request, upwards ? bitmap.height : -bitmap.height, bitmap.width, error)) {
        return false;
    }
    size_t height = (size_t)image->height, width = (size_t)image->width;
    size_t stride = (width * (size_t)bitmap.bits + 31) / 32 * 4;
    if (bitmap.pixels_at > file->size || file->size - bitmap.pixels_at < stride * height) {
        return fg_fail(error, FG_FAILED, "cannot read it as a BMP: the file is cut off");
    }
    for (size_t y = 0; y < height; y++) {
        const uint8_t *line = bitmap.data + bitmap.pixels_at + (upwards ? height - 1 - y : y) * stride;
        for (size_t x = 0; x < width; x++) {
            put_pixel(image, &bitmap, y, x, line);
        }
    }
    return true;
}
