#include "image/stb.h"

#include "image/jpeg.h"

#include <limits.h>

/* Static, so that the library does not carry names that another user of stb in the same program has too. PNM is left
 * out: this reader takes a truncated file for a whole one. */
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_FAILURE_USERMSG
#define STBI_MAX_DIMENSIONS 16384

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO

#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <stb_image.h>
#include <stb_image_write.h>

bool stb_encode_png(const struct fg_image *image, struct bytes *png, struct fg_error *error)
{
    int size = 0;
    unsigned char *data = stbi_write_png_to_mem(image->pixels, image->width * image->channels, image->width,
                                                image->height, image->channels, &size);
    if (!data) {
        return fg_fail(error, FG_FAILED, "out of memory for a PNG of %d x %d pixels", image->height, image->width);
    }
    *png = (struct bytes){.data = data, .size = (size_t)size};
    return true;
}

bool stb_decode(struct fg_image *image, const struct bytes *file, int channels, struct fg_error *error)
{
    if (file->size > INT_MAX) {
        return fg_fail(error, FG_FAILED, "%zu bytes are too many for an image", file->size);
    }
    bool is_jpeg = file->size > 0 && file->data[0] == 0xFF;
    if (is_jpeg && jpeg_table_too_long(file)) {
        return fg_fail(error, FG_FAILED, "a broken JPEG file: a Huffman table has more than 256 codes");
    }
    int height = 0, width = 0, stored_channels = 0;
    uint8_t *pixels = stbi_load_from_memory(file->data, (int)file->size, &width, &height, &stored_channels, channels);
    if (!pixels) {
        return fg_fail(error, FG_FAILED, "cannot read it as PNG, JPEG, BMP or PGM: %s", stbi_failure_reason());
    }
    *image = (struct fg_image){.height = height, .width = width, .channels = channels, .pixels = pixels};
    return true;
}
