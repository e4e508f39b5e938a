#include "forger/image.h"

#include "support.h"

#include <criterion/criterion.h>

#include <math.h>

Test(grid, cells_gaps_and_leftover)
{
    const float images[3] = {-1, 0, 1};
    struct fg_image grid;
    cr_assert(fg_image_grid(&grid, images, 3, 1, 1, 1, 2, 2, 1, NULL));
    cr_assert_eq(grid.height, 3);
    cr_assert_eq(grid.width, 3);
    cr_assert_arr_eq(grid.pixels, ((uint8_t[]){0, 128, 128, 128, 128, 128, 255, 128, 128}), 9);
    fg_image_free(&grid);
}

Test(grid, scale)
{
    const float images[4] = {-1, 1, 1, -1}; /* two images of one line, two pixels */
    struct fg_image grid;
    cr_assert(fg_image_grid(&grid, images, 2, 1, 2, 1, 1, 2, 2, NULL));
    cr_assert_eq(grid.height, 2);
    cr_assert_eq(grid.width, 10);
    const uint8_t line[10] = {0, 0, 255, 255, 128, 128, 255, 255, 0, 0};
    cr_assert_arr_eq(grid.pixels, line, 10);
    cr_assert_arr_eq(grid.pixels + 10, line, 10);
    fg_image_free(&grid);
}

Test(grid, color)
{
    const float images[6] = {-1, 0, 1, 1, -1, -1};
    struct fg_image grid;
    cr_assert(fg_image_grid(&grid, images, 2, 1, 1, 3, 1, 2, 1, NULL));
    cr_assert_eq(grid.channels, 3);
    cr_assert_arr_eq(grid.pixels, ((uint8_t[]){0, 128, 255, 128, 128, 128, 255, 0, 0}), 9);
    fg_image_free(&grid);
}

/* Two images of two channels, one image a row. */
Test(grid, channels_that_are_no_colors)
{
    const float images[8] = {-1, 1, 0, -1, 1, 0, 1, -1};
    struct fg_image grid;
    cr_assert(fg_image_grid(&grid, images, 2, 1, 2, 2, 2, 1, 1, NULL));
    cr_assert(grid.height == 3 && grid.width == 5 && grid.channels == 1);
    cr_assert_arr_eq(grid.pixels, ((uint8_t[]){0, 128, 128, 255, 0, 128, 128, 128, 128, 128, 255, 255, 128, 128, 0}),
                     15);
    fg_image_free(&grid);
    cr_assert(fg_image_from_floats(&grid, (float[]){-1, 0, 0, 1}, 1, 1, 4, NULL));
    cr_assert(grid.height == 1 && grid.width == 7);
    cr_assert_arr_eq(grid.pixels, ((uint8_t[]){0, 128, 128, 128, 128, 128, 255}), 7);
    fg_image_free(&grid);
}

Test(grid, values_outside_are_clamped)
{
    const float images[6] = {-2, 7, NAN, INFINITY, -INFINITY, 0.999F};
    struct fg_image image;
    cr_assert(fg_image_from_floats(&image, images, 1, 6, 1, NULL));
    cr_assert_arr_eq(image.pixels, ((uint8_t[]){0, 255, 0, 255, 0, 255}), 6);
    fg_image_free(&image);
}

Test(grid, every_byte_comes_back)
{
    float values[256];
    for (int i = 0; i < 256; i++) {
        values[i] = (float)i / 127.5F - 1;
    }
    struct fg_image image;
    cr_assert(fg_image_from_floats(&image, values, 16, 16, 1, NULL));
    for (int i = 0; i < 256; i++) {
        cr_assert_eq(image.pixels[i], i);
    }
    fg_image_free(&image);
}

Test(grid, too_large)
{
    struct fg_image grid = {0};
    struct fg_error error = {0};
    cr_assert_not(fg_image_grid(&grid, NULL, 0, 28, 28, 1, 2000000000, 2000000000, 100, &error));
    support_contains(error.message, "a grid of 2000000000 rows and 2000000000 columns of 28 x 28 pixels");
    cr_assert_null(grid.pixels);
}
