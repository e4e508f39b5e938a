#include "forger/image.h"

#include "image/draw.h"

#include <assert.h>
#include <stddef.h>

enum { GREY = 128 };

static uint8_t byte_of(float value)
{
    if (!(value > -1)) {
        return 0;
    }
    return value >= 1 ? 255 : (uint8_t)((value + 1) * 127.5F + 0.5F);
}

/* One image with its top left corner at (top, left), in pixels of the grid. */
static void draw_cell(struct fg_image *grid, const float *cell, int height, int width, int top, int left, int scale)
{
    int channels = grid->channels;
    for (int y = 0; y < height * scale; y++) {
        uint8_t *line = grid->pixels + ((size_t)(top + y) * (size_t)grid->width + (size_t)left) * (size_t)channels;
        const float *source = cell + (size_t)(y / scale) * (size_t)width * (size_t)channels;
        for (int x = 0; x < width * scale; x++) {
            for (int c = 0; c < channels; c++) {
                line[x * channels + c] = byte_of(source[x / scale * channels + c]);
            }
        }
    }
}

bool fg_image_grid(struct fg_image *grid, const float *images, int count, int height, int width, int channels, int rows,
                   int columns, int scale, struct fg_error *error)
{
    assert(height > 0 && width > 0 && rows > 0 && columns > 0 && scale > 0);
    assert(count >= 0 && count <= (int64_t)rows * columns);
    int64_t grid_height = ((int64_t)rows * (height + 1) - 1) * scale;
    int64_t grid_width = ((int64_t)columns * (width + 1) - 1) * scale;
    if (!fg_image_init(grid, grid_height, grid_width, channels, error)) {
        return fg_error_at(error, "a grid of %d x %d images of %d x %d", rows, columns, height, width);
    }
    draw_fill(grid, 0, 0, grid->height, grid->width, (struct color){GREY, GREY, GREY});
    size_t size = (size_t)height * (size_t)width * (size_t)channels;
    for (int i = 0; i < count; i++) {
        int top = i / columns * (height + 1) * scale, left = i % columns * (width + 1) * scale;
        draw_cell(grid, images + (size_t)i * size, height, width, top, left, scale);
    }
    return true;
}

bool fg_image_from_floats(struct fg_image *image, const float *values, int height, int width, int channels,
                          struct fg_error *error)
{
    if (!fg_image_init(image, height, width, channels, error)) {
        return false;
    }
    draw_cell(image, values, height, width, 0, 0, 1);
    return true;
}
