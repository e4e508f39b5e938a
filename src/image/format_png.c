#include "image/format.h"

#include "base/memory.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* What must outlive libpng's jump out of a function. */
struct reading {
    const struct bytes *file;
    size_t at;
    uint8_t *rgba; /* (height, width, 4) */
    struct fg_error *error;
};

static void fail(png_structp png, const char *reason)
{
    struct reading *reading = png_get_error_ptr(png);
    fg_fail(reading->error, FG_FAILED, "cannot read it as a PNG: %s", reason);
    png_longjmp(png, 1);
}

/* Of what does no harm to the pixels. */
static void ignore_warning(png_structp png, const char *reason)
{
    (void)png, (void)reason;
}

static void read_bytes(png_structp png, png_bytep data, size_t size)
{
    struct reading *reading = png_get_io_ptr(png);
    if (size > reading->file->size - reading->at) {
        png_error(png, "the file is cut off");
    }
    memcpy(data, reading->file->data + reading->at, size);
    reading->at += size;
}

/* Whatever the file has becomes red, green, blue and alpha of 8 bits. Returns in how many passes. */
static int ask_for_rgba(png_structp png, png_infop info)
{
    png_set_scale_16(png);
    png_set_expand(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    return passes;
}

static bool decode(png_structp png, png_infop info, struct reading *reading, struct fg_image *image,
                   const struct image_request *request)
{
    if (setjmp(png_jmpbuf(png))) {
        return false;
    }
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);         /* image_begin sets limits, with better words */
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1); /* only what the pixels need */
    png_set_read_fn(png, reading, read_bytes);
    png_read_info(png, info);
    if (!image_begin(image, request, png_get_image_height(png, info), png_get_image_width(png, info), reading->error)) {
        return false;
    }
    size_t height = (size_t)image->height, width = (size_t)image->width;
    reading->rgba = memory_new(height * width, 4, reading->error);
    if (!reading->rgba) {
        return false;
    }
    for (int pass = ask_for_rgba(png, info); pass > 0; pass--) {
        for (size_t y = 0; y < height; y++) {
            png_read_row(png, reading->rgba + y * width * 4, NULL);
        }
    }
    png_read_end(png, NULL);
    for (size_t i = 0; i < height * width; i++) {
        image_put(image, i, reading->rgba + i * 4);
    }
    return true;
}

bool format_png_decode(struct fg_image *image, const struct bytes *file, const struct image_request *request,
                       struct fg_error *error)
{
    struct reading reading = {.file = file, .error = error};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, fail, ignore_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    bool done =
        info ? decode(png, info, &reading, image, request) : fg_fail(error, FG_FAILED, "out of memory for a PNG");
    png_destroy_read_struct(&png, &info, NULL);
    free(reading.rgba);
    return done;
}
