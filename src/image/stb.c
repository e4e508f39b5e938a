#include "image/stb.h"

/* Static, so that the library does not carry names that another user of stb in the same program has too. */
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
