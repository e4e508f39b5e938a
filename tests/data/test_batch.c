#include "data/augment.h"
#include "data/batch.h"
#include "data/dataset.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 50, HEIGHT = 6, WIDTH = 7, CHANNELS = 2, SIZE = HEIGHT * WIDTH * CHANNELS };

static struct fg_dataset make_dataset(void)
{
    struct fg_dataset dataset = {.height = HEIGHT, .width = WIDTH, .channels = CHANNELS, .classes = 10, .count = COUNT};
    struct dataset_arrays arrays;
    cr_assert(dataset_allocate(&dataset, DATASET_PIXELS, &arrays, NULL));
    for (uint32_t i = 0; i < COUNT * SIZE; i++) {
        arrays.pixels[i] = (uint8_t)(i * 37 + i / 256);
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        arrays.labels[i] = (uint8_t)(i * 7 % 10);
    }
    return dataset;
}

Test(batch, order)
{
    uint32_t indices[100], first[100], second[100];
    bool seen[300] = {false};
    for (uint32_t i = 0; i < 100; i++) {
        indices[i] = 3 * i;
    }
    const struct fg_subset subset = {.indices = indices, .count = 100};
    batch_order(&subset, 1, 0, first);
    for (int i = 0; i < 100; i++) {
        cr_assert(first[i] < 300 && first[i] % 3 == 0 && !seen[first[i]]);
        seen[first[i]] = true;
    }
    batch_order(&subset, 1, 0, second);
    cr_expect_eq(memcmp(first, second, sizeof first), 0);
    batch_order(&subset, 1, 1, second);
    cr_expect_neq(memcmp(first, second, sizeof first), 0);
    batch_order(&subset, 2, 0, second);
    cr_expect_neq(memcmp(first, second, sizeof first), 0);
}

Test(batch, plain)
{
    struct fg_dataset dataset = make_dataset();
    const uint32_t indices[] = {3, 0, 49, 3};
    float x[4 * SIZE];
    uint8_t labels[4];
    batch_fill(&dataset, indices, 4, NULL, 1, 0, 1, &(struct batch){.x = x, .labels = labels});
    for (int i = 0; i < 4 * SIZE; i++) {
        uint8_t pixel = dataset.pixels[indices[i / SIZE] * SIZE + (uint32_t)i % SIZE];
        cr_assert_float_eq(x[i], pixel / 127.5 - 1, 1e-6);
        cr_assert(x[i] >= -1 && x[i] <= 1);
        cr_assert(pixel != 0 || x[i] == -1);
        cr_assert(pixel != 255 || x[i] == 1);
    }
    for (int i = 0; i < 4; i++) {
        cr_expect_eq(labels[i], dataset.labels[indices[i]]);
    }
    fg_dataset_free(&dataset);
}

static void fill_all(const struct fg_dataset *dataset, const struct augment_options *options, uint64_t seed,
                     uint32_t step, int threads, float x[static COUNT * SIZE])
{
    uint32_t indices[COUNT];
    for (uint32_t i = 0; i < COUNT; i++) {
        indices[i] = i;
    }
    batch_fill(dataset, indices, COUNT, options, seed, step, threads, &(struct batch){.x = x});
}

Test(batch, augmentation_by_nothing_is_plain)
{
    struct fg_dataset dataset = make_dataset();
    static float plain[COUNT * SIZE], augmented[COUNT * SIZE];
    const struct augment_options nothing = {0};
    fill_all(&dataset, NULL, 1, 0, 1, plain);
    fill_all(&dataset, &nothing, 1, 0, 1, augmented);
    cr_expect_eq(memcmp(plain, augmented, sizeof plain), 0);
    fg_dataset_free(&dataset);
}

Test(batch, augmentation_follows_seed_and_step_not_threads)
{
    struct fg_dataset dataset = make_dataset();
    static float one[COUNT * SIZE], other[COUNT * SIZE];
    const struct augment_options options = {.rotate = 15, .zoom = 0.2, .shift = 2, .shear = 10};
    fill_all(&dataset, &options, 1, 5, 1, one);
    fill_all(&dataset, &options, 1, 5, 3, other);
    cr_expect_eq(memcmp(one, other, sizeof one), 0);
    for (int i = 0; i < COUNT * SIZE; i++) {
        cr_assert(one[i] >= -1 && one[i] <= 1);
    }
    fill_all(&dataset, &options, 1, 6, 1, other);
    cr_expect_neq(memcmp(one, other, sizeof one), 0);
    fill_all(&dataset, &options, 2, 5, 1, other);
    cr_expect_neq(memcmp(one, other, sizeof one), 0);
    fg_dataset_free(&dataset);
}

static const uint8_t SQUARE[9] = {10, 20, 30, 40, 50, 60, 70, 80, 90};

static void expect_image(const struct augment_map *map, const double want[9])
{
    float y[9];
    augment_apply(map, SQUARE, 3, 3, 1, y);
    for (int i = 0; i < 9; i++) {
        cr_expect_float_eq((y[i] + 1) * 127.5f, want[i], 1e-3, "pixel %d: want %g, got %g", i, want[i],
                           (double)(y[i] + 1) * 127.5);
    }
}

Test(batch, maps)
{
    /* Shows what is one pixel to the right: the picture moves left, and black comes in. */
    expect_image(&(struct augment_map){1, 0, 1, 0, 1, 0}, (double[]){20, 30, 0, 50, 60, 0, 80, 90, 0});
    expect_image(&(struct augment_map){1, 0, 0.5f, 0, 1, 0}, (double[]){15, 25, 15, 45, 55, 30, 75, 85, 45});
    expect_image(&(struct augment_map){1, 0, 0, 0, 1, -0.5f}, (double[]){5, 10, 15, 25, 35, 45, 55, 65, 75});
    expect_image(&(struct augment_map){0, 1, 0, -1, 0, 0}, (double[]){70, 40, 10, 80, 50, 20, 90, 60, 30});
    expect_image(&(struct augment_map){1, 0, 1e30f, 0, 1, -1e30f}, (double[]){0, 0, 0, 0, 0, 0, 0, 0, 0});
}

/* What was drawn, applied forward, must undo the map: forward = rotation, shear, zoom as drawn. */
Test(batch, drawn_maps_are_inverses)
{
    const struct augment_options all = {.rotate = 20, .zoom = 0.3, .shift = 3, .shear = 12};
    for (uint32_t item = 0; item < 200; item++) {
        struct fg_random random = fg_random_stream(1, FG_PURPOSE_AUGMENT, 0, item), again = random;
        struct augment_map map = augment_draw(&all, &random);
        double draws[6];
        for (int i = 0; i < 6; i++) {
            draws[i] = 2 * (double)fg_random_uniform(&again) - 1;
        }
        double angle = draws[0] * 20 * acos(-1) / 180, shear = tan(draws[3] * 12 * acos(-1) / 180);
        double x = 2 * (1 + draws[1] * 0.3), y = -1 * (1 + draws[2] * 0.3);
        x += shear * y;
        double new_x = cos(angle) * x - sin(angle) * y + draws[4] * 3;
        double new_y = sin(angle) * x + cos(angle) * y + draws[5] * 3;
        cr_assert_float_eq(map.xx * new_x + map.xy * new_y + map.x0, 2, 1e-5);
        cr_assert_float_eq(map.yx * new_x + map.yy * new_y + map.y0, -1, 1e-5);
        cr_assert_eq(random.used, again.used);
    }
}
