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

/* One image, or one channel of it, with its top left corner at (top, left), in pixels of the grid. `channels` values
 * lie between a pixel and the next, of which as many are drawn as the grid has channels. */
static void draw_cell(struct fg_image *grid, const float *cell, int height, int width, int channels, int top, int left,
                      int scale)
{
    int drawn = grid->channels;
    for (int y = 0; y < height * scale; y++) {
        uint8_t *line = grid->pixels + ((size_t)(top + y) * (size_t)grid->width + (size_t)left) * (size_t)drawn;
        const float *source = cell + (size_t)(y / scale) * (size_t)width * (size_t)channels;
        for (int x = 0; x < width * scale; x++) {
            for (int c = 0; c < drawn; c++) {
                line[x * drawn + c] = byte_of(source[x / scale * channels + c]);
            }
        }
    }
}

bool fg_image_grid(struct fg_image *grid, const float *images, int count, int height, int width, int channels, int rows,
                   int columns, int scale, struct fg_error *error)
{
    assert(height > 0 && width > 0 && channels > 0 && rows > 0 && columns > 0 && scale > 0);
    assert(count >= 0 && count <= (int64_t)rows * columns);
    bool color = channels == 3;
    int cells = color ? 1 : channels; /* that show one image */
    int64_t cells_a_row = (int64_t)columns * cells;
    int64_t grid_height = ((int64_t)rows * (height + 1) - 1) * scale;
    int64_t grid_width = (cells_a_row * (width + 1) - 1) * scale;
    if (!fg_image_init(grid, grid_height, grid_width, color ? 3 : 1, error)) {
        return fg_error_at(error, "a grid of %d rows and %d columns of %d x %d pixels", rows, columns, width, height);
    }
    draw_fill(grid, 0, 0, grid->height, grid->width, (struct color){GREY, GREY, GREY});
    size_t size = (size_t)height * (size_t)width * (size_t)channels;
    for (int64_t i = 0; i < (int64_t)count * cells; i++) {
        int top = (int)(i / cells_a_row) * (height + 1) * scale, left = (int)(i % cells_a_row) * (width + 1) * scale;
        const float *cell = images + (size_t)(i / cells) * size + (size_t)(i % cells);
        draw_cell(grid, cell, height, width, channels, top, left, scale);
    }
    return true;
}

bool fg_image_from_floats(struct fg_image *image, const float *values, int height, int width, int channels,
                          struct fg_error *error)
{
    return fg_image_grid(image, values, 1, height, width, channels, 1, 1, 1, error);
}
