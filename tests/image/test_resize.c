#include "image/resize.h"

#include <criterion/criterion.h>

#include <string.h>

static void expect_resized(const struct fg_image *x, bool crop, int height, int width, const uint8_t *want)
{
    struct fg_image y;
    cr_assert(fg_image_init(&y, height, width, x->channels, NULL));
    cr_assert(image_resize(x, crop, &y, NULL));
    for (int i = 0; i < height * width * x->channels; i++) {
        cr_expect_eq(y.pixels[i], want[i], "%dx%d, value %d: want %d, got %d", height, width, i, want[i], y.pixels[i]);
    }
    fg_image_free(&y);
}

static uint8_t steps[24] = {0,   10,  20,  30,  40,  50,  60,  70,  80,  90,  100, 110,
                            120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220, 230};

Test(resize, to_its_own_size_changes_nothing)
{
    expect_resized(&(struct fg_image){4, 6, 1, steps}, false, 4, 6, steps);
    expect_resized(&(struct fg_image){2, 4, 3, steps}, true, 2, 4, steps);
}

/* Every pixel of the old image counts for as much of the new one as it is covered. */
Test(resize, shrinks_by_area)
{
    const struct fg_image image = {4, 6, 1, steps};
    expect_resized(&image, false, 2, 3, (uint8_t[]){35, 55, 75, 155, 175, 195});
    expect_resized(&image, false, 1, 1, (uint8_t[]){115});
    /* 6 columns to 4: one and a half each. (0 + 10 / 2) / 1.5 = 3.33, (10 / 2 + 20) / 1.5 = 16.67, ... */
    expect_resized(&(struct fg_image){1, 6, 1, steps}, false, 1, 4, (uint8_t[]){3, 17, 33, 47});
}

/* A checkerboard of black and white is grey from afar, whatever the size: nothing is skipped. */
Test(resize, has_no_moire)
{
    struct fg_image board;
    uint8_t grey[49];
    memset(grey, 128, sizeof grey);
    cr_assert(fg_image_init(&board, 700, 700, 1, NULL));
    for (int i = 0; i < 700 * 700; i++) {
        board.pixels[i] = (i / 700 + i % 700) % 2 ? 255 : 0;
    }
    expect_resized(&board, false, 7, 7, grey);
    fg_image_free(&board);
}

Test(resize, grows_linearly)
{
    uint8_t two[] = {0, 100};
    expect_resized(&(struct fg_image){1, 2, 1, two}, false, 1, 4, (uint8_t[]){0, 25, 75, 100});
    expect_resized(&(struct fg_image){2, 1, 1, two}, false, 4, 2, (uint8_t[]){0, 0, 25, 25, 75, 75, 100, 100});
}

Test(resize, keeps_channels_apart)
{
    uint8_t pixels[] = {10, 100, 200, 20, 110, 210, 30, 120, 220, 40, 130, 230};
    expect_resized(&(struct fg_image){1, 4, 3, pixels}, false, 1, 2, (uint8_t[]){15, 105, 205, 35, 125, 225});
}

/* Stretched, a wide image's sides are seen; cut, its middle alone. */
Test(resize, crops_about_the_middle)
{
    uint8_t wide[] = {255, 255, 40, 60, 255, 255, 255, 255, 40, 60, 255, 255};
    const struct fg_image image = {2, 6, 1, wide};
    expect_resized(&image, true, 1, 1, (uint8_t[]){50});
    expect_resized(&image, true, 2, 2, (uint8_t[]){40, 60, 40, 60});
    expect_resized(&image, false, 1, 1, (uint8_t[]){187});
    uint8_t tall[] = {255, 70, 255};
    expect_resized(&(struct fg_image){3, 1, 1, tall}, true, 1, 1, (uint8_t[]){70});
}
