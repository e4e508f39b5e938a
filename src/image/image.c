#include "forger/image.h"

#include "base/file.h"
#include "base/memory.h"
#include "image/format.h"
#include "image/stb.h"

#include <assert.h>
#include <stdlib.h>

enum { SIDE_MAX = 1 << 16, SIZE_MAX_BYTES = 1 << 28, FILE_MAX = 1 << 28 };

bool fg_image_init(struct fg_image *image, int64_t height, int64_t width, int channels, struct fg_error *error)
{
    assert(channels == 1 || channels == 3);
    bool fits = height >= 1 && height <= SIDE_MAX && width >= 1 && width <= SIDE_MAX &&
                height * width * channels <= SIZE_MAX_BYTES;
    if (!fits) {
        return fg_fail(error, FG_FAILED,
                       "an image of %lld x %lld pixels (width x height): want sides of 1..%d and at most %d MiB in all",
                       (long long)width, (long long)height, SIDE_MAX, SIZE_MAX_BYTES >> 20);
    }
    uint8_t *pixels = memory_new((size_t)(height * width), (size_t)channels, error);
    if (!pixels) {
        return false;
    }
    *image = (struct fg_image){.height = (int)height, .width = (int)width, .channels = channels, .pixels = pixels};
    return true;
}

void fg_image_free(struct fg_image *image)
{
    free(image->pixels);
    *image = (struct fg_image){0};
}

bool fg_image_write_png(const struct fg_image *image, const char *path, struct fg_error *error)
{
    struct bytes png;
    if (!stb_encode_png(image, &png, error)) {
        return fg_error_at(error, "%s", path);
    }
    bool done = file_write(path, png.data, png.size, error);
    free(png.data);
    return done;
}

bool fg_image_read(struct fg_image *image, const char *path, int height, int width, int channels,
                   struct fg_error *error)
{
    assert(channels == 1 || channels == 3);
    struct bytes bytes;
    *image = (struct fg_image){0};
    if (!file_read_limited(path, FILE_MAX, &bytes, error)) {
        return false;
    }
    bool done = format_decode(image, &bytes, &(struct image_request){height, width, channels}, error);
    free(bytes.data);
    if (!done) {
        fg_image_free(image);
        fg_error_at(error, "%s", path);
    }
    return done;
}
