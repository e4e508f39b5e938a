#include "data/pen.h"
#include "data/source.h"
#include "data/strokes.h"
#include "data/synthetic.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { SIDE = 28, AREA = SIDE * SIDE, EXAMPLES = 2000 };

/* Where an image has ink, and its centre of mass, in pixels counted from 0. */
struct frame {
    int left, right, top, bottom;
    double mass, x, y;
};

static struct frame frame_of(const uint8_t *pixels)
{
    struct frame frame = {.left = SIDE, .right = -1, .top = SIDE, .bottom = -1};
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            uint8_t value = pixels[row * SIDE + column];
            if (value > 0) {
                frame.left = column < frame.left ? column : frame.left;
                frame.right = column > frame.right ? column : frame.right;
                frame.top = row < frame.top ? row : frame.top;
                frame.bottom = row;
            }
            frame.mass += value;
            frame.x += value * column;
            frame.y += value * row;
        }
    }
    frame.x /= frame.mass;
    frame.y /= frame.mass;
    return frame;
}

static bool same(const struct fg_dataset *a, const struct fg_dataset *b)
{
    return memcmp(a->pixels, b->pixels, (size_t)a->count * AREA) == 0 && memcmp(a->labels, b->labels, a->count) == 0;
}

static struct source_data load(int count, uint64_t seed, bool fresh)
{
    struct yaml_document document;
    struct source_options options;
    struct source_data data;
    char text[64];
    snprintf(text, sizeof text, "{source: synthetic, count: %d, fresh: %s}", count, fresh ? "true" : "false");
    cr_assert(yaml_load_text(&document, "source", text, NULL));
    cr_assert(fields_read(source_fields, &document, document.root, "", &options, NULL));
    cr_assert(source_load(&data, &options, seed, 1, NULL));
    yaml_close(&document);
    return data;
}

static void draw_again(struct source_data *data, uint32_t epoch, int threads)
{
    struct dataset_arrays arrays = dataset_arrays(&data->dataset);
    data->drawn[0].draw(&data->drawn[0], epoch, threads, &arrays);
}

Test(synthetic, strokes_fit_the_joints)
{
    for (int digit = 0; digit < 10; digit++) {
        const struct strokes *strokes = strokes_table[digit];
        cr_assert_geq(strokes->count, 2);
        for (int i = 0; i < strokes->count; i++) {
            const struct skeleton *skeleton = &strokes->skeletons[i];
            size_t points = strlen(skeleton->joints);
            cr_assert(skeleton->weight > 0 && skeleton->shapes >= 1 && skeleton->shapes <= STROKES_SHAPES);
            cr_assert(points >= 2 && points <= STROKES_POINTS && skeleton->joints[points - 1] == '|');
            for (int shape = 0; shape < STROKES_SHAPES; shape++) {
                const int8_t(*at)[2] = skeleton->at[shape];
                size_t used = STROKES_POINTS;
                while (used > 0 && at[used - 1][0] == 0 && at[used - 1][1] == 0) {
                    used--;
                }
                cr_expect_eq(used, shape < skeleton->shapes ? points : 0,
                             "%d, skeleton %d, shape %d: %zu points, "
                             "joints %zu",
                             digit, i, shape, used, points);
            }
        }
    }
}

Test(synthetic, a_digit_depends_on_its_number_alone)
{
    uint8_t first[AREA], again[AREA], other[AREA];
    memset(first, 7, sizeof first);
    memset(again, 9, sizeof again);
    uint8_t label = synthetic_digit(5, 2, 123456, first);
    synthetic_digit(5, 2, 17, other);
    cr_assert_eq(synthetic_digit(5, 2, 123456, again), label);
    cr_assert_arr_eq(first, again, AREA);
    cr_assert(memcmp(first, other, AREA));
    synthetic_digit(6, 2, 123456, other);
    cr_assert(memcmp(first, other, AREA));
    synthetic_digit(5, 3, 123456, other);
    cr_assert(memcmp(first, other, AREA));
    synthetic_digit(5 + (UINT64_C(1) << 32), 2, 123456, other);
    cr_assert(memcmp(first, other, AREA));
}

Test(synthetic, labels_are_balanced_and_in_random_order)
{
    uint8_t labels[EXAMPLES], pixels[AREA];
    int seen[10] = {0}, same_place = 0;
    for (uint32_t i = 0; i < EXAMPLES; i++) {
        labels[i] = synthetic_digit(1, 0, i, pixels);
        seen[labels[i]]++;
        same_place += i >= 10 && labels[i] == labels[i - 10];
    }
    for (int digit = 0; digit < 10; digit++) {
        cr_assert_eq(seen[digit], EXAMPLES / 10);
    }
    cr_assert(same_place > EXAMPLES / 20 && same_place < EXAMPLES / 5, "%d", same_place);
}

Test(synthetic, framed_as_mnist)
{
    uint8_t pixels[AREA];
    for (uint32_t i = 0; i < EXAMPLES; i++) {
        uint8_t label = synthetic_digit(3, 0, i, pixels);
        struct frame frame = frame_of(pixels);
        int width = frame.right - frame.left + 1, height = frame.bottom - frame.top + 1;
        cr_expect(width <= 20 && height <= 20, "digit %u (%d): %dx%d", i, label, width, height);
        cr_expect(width >= 19 || height >= 19, "digit %u (%d): %dx%d", i, label, width, height);
        cr_expect(frame.x > 13 && frame.x < 15 && frame.y > 13 && frame.y < 15, "digit %u (%d): middle %.2f, %.2f", i,
                  label, frame.x, frame.y);
    }
}

/* MNIST's training images: mean 33.3, deviation 78.6, 19% of the pixels above 0, of these 38% at least 250. */
Test(synthetic, as_much_ink_as_mnist)
{
    uint8_t pixels[AREA];
    double sum = 0, squares = 0, inked = 0, full = 0;
    for (uint32_t i = 0; i < EXAMPLES; i++) {
        synthetic_digit(4, 0, i, pixels);
        for (int p = 0; p < AREA; p++) {
            sum += pixels[p];
            squares += pixels[p] * pixels[p];
            inked += pixels[p] > 0;
            full += pixels[p] >= 250;
        }
    }
    double count = (double)EXAMPLES * AREA, mean = sum / count;
    double variance = squares / count - mean * mean;
    cr_expect(mean > 30 && mean < 36.5, "%g", mean);
    cr_expect(variance > 72 * 72 && variance < 84 * 84, "%g", variance);
    cr_expect(inked / count > 0.165 && inked / count < 0.21, "%g", inked / count);
    cr_expect(full / inked > 0.32 && full / inked < 0.46, "%g", full / inked);
}

Test(synthetic, pen_draws_a_line_as_wide_as_its_pen)
{
    struct pen_path path = {.count = 2, .y = {-1, 1}, .radius = {1.5f, 1.5f}, .down = {false, true}};
    struct pen_edge edge = {.softness = 1, .roughness = 0};
    struct fg_random random = fg_random_stream(1, FG_PURPOSE_SYNTHETIC, 0, 0);
    uint8_t pixels[AREA];
    pen_fit(&path, &edge);
    cr_assert_float_eq(path.x[0], 2.0f, 1e-4);
    cr_assert_float_eq(path.y[0], 2.0f, 1e-3);
    cr_assert_float_eq(path.y[1], 18.0f, 1e-3);
    pen_draw(&path, &edge, &random, pixels);
    double across = 0;
    for (int column = 0; column < SIDE; column++) {
        across += pixels[14 * SIDE + column] / 255.0;
    }
    cr_assert_float_eq(across, 3, 0.02);
    struct frame frame = frame_of(pixels);
    cr_assert_eq(frame.bottom - frame.top + 1, 20);
}

Test(synthetic, pen_lifted_leaves_no_line)
{
    struct pen_path path = {
        .count = 4, .x = {0, 0, 1, 1}, .y = {0, 1, 0, 1}, .radius = {1, 1, 1, 1}, .down = {false, true, false, true}};
    struct pen_edge edge = {.softness = 1, .roughness = 0};
    struct fg_random random = fg_random_stream(1, FG_PURPOSE_SYNTHETIC, 0, 0);
    uint8_t pixels[AREA];
    pen_fit(&path, &edge);
    pen_draw(&path, &edge, &random, pixels);
    for (int row = 0; row < SIDE; row++) {
        cr_assert_eq(pixels[row * SIDE + 14], 0);
    }
}

Test(synthetic, source_loads_what_the_digits_are)
{
    struct fg_dataset dataset = load(1001, 9, true).dataset;
    cr_assert(dataset.count == 1001 && dataset.height == SIDE && dataset.width == SIDE && dataset.channels == 1);
    cr_assert_eq(dataset.classes, 10);
    uint8_t pixels[AREA];
    for (uint32_t i = 0; i < dataset.count; i += 100) {
        cr_assert_eq(synthetic_digit(9, 0, i, pixels), dataset.labels[i]);
        cr_assert_arr_eq(pixels, dataset.pixels + (size_t)i * AREA, AREA);
    }
    fg_dataset_free(&dataset);
}

Test(synthetic, source_same_on_any_number_of_threads)
{
    struct source_data one = load(1001, 9, true), many = load(1001, 9, true);
    draw_again(&one, 4, 1);
    draw_again(&many, 4, 3);
    cr_assert(same(&one.dataset, &many.dataset));
    fg_dataset_free(&one.dataset);
    fg_dataset_free(&many.dataset);
}

Test(synthetic, source_draws_anew_where_fresh_is_wanted)
{
    struct source_data loaded = load(300, 2, false), fresh = load(300, 2, true);
    cr_assert_eq(loaded.drawn_count, 0);
    cr_assert_eq(fresh.drawn_count, 1);
    cr_assert(same(&loaded.dataset, &fresh.dataset));
    draw_again(&fresh, 1, 2);
    cr_assert_not(same(&loaded.dataset, &fresh.dataset));
    draw_again(&fresh, 0, 2);
    cr_assert(same(&loaded.dataset, &fresh.dataset), "epoch 0 is what was loaded");
    fg_dataset_free(&loaded.dataset);
    fg_dataset_free(&fresh.dataset);
}
