#include "image/stb.h"

#include <stdlib.h>
#include <zlib.h>

/* From 4 on curves are a third of their size at 3; above it grids of samples take twice the time for 2% of theirs. */
enum { LEVEL = 4 };

static unsigned char *compress_bytes(unsigned char *data, int size, int *packed_size)
{
    uLongf packed = compressBound((uLong)size);
    unsigned char *bytes = malloc(packed);
    if (!bytes || compress2(bytes, &packed, data, (uLong)size, LEVEL) != Z_OK) {
        free(bytes);
        return NULL;
    }
    *packed_size = (int)packed;
    return bytes;
}

/* Static, so that the library does not carry names that another user of stb in the same program has too. */
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#define STBIW_ZLIB_COMPRESS(data, size, packed_size, quality) compress_bytes(data, size, packed_size)

#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <stb_image_write.h>

bool stb_encode_png(const struct fg_image *image, struct bytes *png, struct fg_error *error)
{
    int size = 0;
    unsigned char *data = stbi_write_png_to_mem(image->pixels, image->width * image->channels, image->width,
                                                image->height, image->channels, &size);
    if (!data) {
        return fg_fail(error, FG_FAILED, "out of memory for a PNG of %d x %d pixels", image->width, image->height);
    }
    *png = (struct bytes){.data = data, .size = (size_t)size};
    return true;
}
