#include "image/plot.h"

#include "image/draw.h"
#include "image/font.h"
#include "image/ticks.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

static void check_ticks(double low, double high, int want, bool whole, const char *texts)
{
    struct ticks ticks = ticks_choose((struct range){low, high}, want, whole);
    char all[512] = "", text[32];
    for (int i = 0; i < ticks.count; i++) {
        tick_text(&ticks, i, text);
        strcat(strcat(all, i ? " " : ""), text);
    }
    cr_assert_str_eq(all, texts);
}

Test(ticks, round_numbers)
{
    check_ticks(0, 1, 5, false, "0 0.2 0.4 0.6 0.8 1.0");
    check_ticks(0.131, 2.57, 5, false, "0.5 1.0 1.5 2.0 2.5");
    check_ticks(-1, 1, 4, false, "-1.0 -0.5 0 0.5 1.0");
    check_ticks(0.96, 0.9921, 4, false, "0.96 0.97 0.98 0.99");
    check_ticks(0, 20000, 4, true, "0 5k 10k 15k 20k");
    check_ticks(0, 3e6, 3, true, "0 1M 2M 3M");
    check_ticks(0, 900, 3, true, "0 500");
    check_ticks(1e-5, 5e-5, 4, false, "1e-05 2e-05 3e-05 4e-05 5e-05");
    check_ticks(0, 4e12, 4, false, "0 1e+12 2e+12 3e+12 4e+12");
}

Test(ticks, whole_numbers_only)
{
    check_ticks(1, 3, 10, true, "1 2 3");
    check_ticks(0.9, 1.1, 10, true, "1");
}

Test(ticks, ranges)
{
    struct range range = {1, 0};
    range = range_with(range, NAN);
    range = range_with(range, INFINITY);
    cr_assert_gt(range.low, range.high);
    range = range_padded(range, 0.1);
    cr_assert_eq(range.low, 0);
    cr_assert_eq(range.high, 1);
    range = range_with(range_with((struct range){1, 0}, 3), -1e300);
    cr_assert_eq(range.low, -1e30);
    cr_assert_eq(range.high, 3);
    range = range_padded((struct range){5, 5}, 0.1);
    cr_assert(range.low < 5 && range.high > 5);
    range = range_padded((struct range){0, 0}, 0.1);
    cr_assert_lt(range.low, range.high);
    range = range_padded((struct range){0.01, 1}, 0.1);
    cr_assert_eq(range.low, 0, "losses are not drawn below zero");
}

Test(font, every_letter_is_drawn_and_differs)
{
    for (int a = '!'; a <= '~'; a++) {
        int dots = 0;
        for (int row = 0; row < GLYPH_HEIGHT; row++) {
            cr_assert_lt(font_glyph((char)a)[row], 32);
            dots += font_glyph((char)a)[row] != 0;
        }
        cr_assert_gt(dots, 0, "%c is empty", a);
        for (int b = '!'; b < a; b++) {
            cr_assert(memcmp(font_glyph((char)a), font_glyph((char)b), GLYPH_HEIGHT) != 0 ||
                          font_drop((char)a) != font_drop((char)b),
                      "%c looks like %c", a, b);
        }
    }
}

Test(draw, text)
{
    struct fg_image image;
    cr_assert(fg_image_init(&image, 7, 11, 1, NULL));
    draw_text(&image, 0, 0, 1, (struct color){9, 9, 9}, "L-");
    for (int y = 0; y < 7; y++) {
        cr_assert_eq(image.pixels[y * 11], 9);
        cr_assert_eq(image.pixels[y * 11 + 4], y == 6 ? 9 : 0);
        cr_assert_eq(image.pixels[y * 11 + 8], y == 3 ? 9 : 0);
    }
    fg_image_free(&image);
    cr_assert_eq(draw_text_width("", 2), 0);
    cr_assert_eq(draw_text_width("ab", 2), 22);
    cr_assert_eq(draw_text_width("\xc3\xa9", 1), 5, "one character of two bytes");
}

Test(draw, outside_is_cut_off)
{
    struct fg_image image;
    cr_assert(fg_image_init(&image, 3, 3, 3, NULL));
    draw_fill(&image, -5, -5, 100, 100, (struct color){1, 2, 3});
    draw_blend(&image, -1, 0, (struct color){255, 255, 255}, 1);
    draw_blend(&image, 0, 3, (struct color){255, 255, 255}, 1);
    draw_text(&image, -20, -20, 1, (struct color){255, 255, 255}, "outside");
    for (int i = 0; i < 27; i++) {
        cr_assert_eq(image.pixels[i], i % 3 + 1);
    }
    draw_blend(&image, 1, 1, (struct color){101, 102, 103}, 0.5F);
    cr_assert_arr_eq(image.pixels + 12, ((uint8_t[]){51, 52, 53}), 3);
    fg_image_free(&image);
}

static int pixels_of(const struct fg_image *image, uint8_t red, uint8_t green, uint8_t blue)
{
    int count = 0;
    for (int i = 0; i < image->height * image->width; i++) {
        const uint8_t *pixel = image->pixels + 3 * i;
        count += pixel[0] == red && pixel[1] == green && pixel[2] == blue;
    }
    return count;
}

Test(plot, curves_are_drawn_in_their_colors)
{
    const double x[] = {0, 1, 2, 3}, up[] = {0, 1, 2, 3}, flat[] = {1.5, 1.5, 1.5, 1.5};
    const struct plot_series series[] = {{"up", x, up, 4}, {"flat", x, flat, 4}};
    const struct plot plot = {"title", "step", "loss", true, series, 2};
    struct fg_image image;
    cr_assert(plot_lines(&image, &plot, 500, 900, NULL));
    cr_assert_eq(image.channels, 3);
    cr_assert_eq(image.height, 500);
    cr_assert_eq(image.width, 900);
    cr_assert_gt(pixels_of(&image, 0, 114, 178), 300);
    cr_assert_gt(pixels_of(&image, 213, 94, 0), 700);
    cr_assert_eq(pixels_of(&image, 0, 158, 115), 0);
    fg_image_free(&image);
}

Test(plot, any_numbers)
{
    const double x[] = {0, 1, 2, NAN}, wild[] = {NAN, 1e308, -1e308, INFINITY}, zero[] = {0, 0, 0, 0};
    const struct plot_series series[] = {
        {NULL, x, wild, 4}, {"zero", x, zero, 4}, {"none", x, zero, 0}, {"one point", x, zero, 1}};
    for (int first = 0; first < 4; first++) {
        for (int count = 0; count <= 4 - first; count++) {
            const struct plot plot = {NULL, NULL, NULL, false, series + first, count};
            struct fg_image image;
            cr_assert(plot_lines(&image, &plot, PLOT_HEIGHT_MIN, PLOT_WIDTH_MIN, NULL));
            fg_image_free(&image);
        }
    }
}

Test(plot, many_long_names)
{
    const char *name = "a name that is much longer than the picture is wide, and that goes on and on and on and on";
    const double x[] = {0, 1}, y[] = {0, 1};
    struct plot_series series[20];
    for (int i = 0; i < 20; i++) {
        series[i] = (struct plot_series){name, x, y, 2};
    }
    const struct plot plot = {name, name, name, false, series, 20};
    struct fg_image image;
    cr_assert(plot_lines(&image, &plot, PLOT_HEIGHT_MIN, PLOT_WIDTH_MIN, NULL));
    fg_image_free(&image);
}

Test(plot, confusion_is_shaded)
{
    int64_t counts[100] = {0};
    for (int i = 0; i < 10; i++) {
        counts[11 * i] = 1000;
    }
    struct fg_image image;
    cr_assert(plot_confusion(&image, counts, 10, NULL, NULL));
    cr_assert_gt(pixels_of(&image, 0, 90, 156), 10 * 1500);
    cr_assert_eq(pixels_of(&image, 224, 90, 0), 0);
    fg_image_free(&image);
    counts[0] = 0;
    counts[5] = 7;
    cr_assert(plot_confusion(&image, counts, 10, NULL, NULL));
    cr_assert_gt(pixels_of(&image, 224, 90, 0), 1500);
    fg_image_free(&image);
}

/* Rows of pixels that hold ink, of a plot with these names. */
static struct fg_image draw_names(const char *const *names, int classes)
{
    int64_t counts[16] = {0};
    struct fg_image image;
    cr_assert(plot_confusion(&image, counts, classes, names, NULL));
    return image;
}

/* Short names stand over their columns, longer ones upright, and take the room that they need; the longest are cut. */
Test(plot, confusion_has_names)
{
    struct fg_image numbers = draw_names(NULL, 3), brief = draw_names((const char *[]){"a", "b", "c"}, 3);
    cr_assert(brief.height == numbers.height && brief.width >= numbers.width);
    cr_assert_gt(pixels_of(&brief, 30, 30, 30), 2 * 3 * 10);
    struct fg_image longer = draw_names((const char *[]){"a", "chanterelle", "c"}, 3);
    cr_assert_gt(longer.height, brief.height + 50);
    cr_assert_gt(pixels_of(&longer, 30, 30, 30), pixels_of(&brief, 30, 30, 30) + 2 * 8 * 10);
    static const char sentence[] = "a name that goes on and on and on and on and on, as some do";
    struct fg_image cut = draw_names((const char *[]){"a", sentence, "c"}, 3);
    struct fg_image whole = draw_names((const char *[]){"a", "a name that goes on an..", "c"}, 3);
    cr_assert(cut.height == whole.height && cut.width == whole.width);
    cr_assert_eq(memcmp(cut.pixels, whole.pixels, (size_t)cut.height * (size_t)cut.width * 3), 0);
    fg_image_free(&numbers);
    fg_image_free(&brief);
    fg_image_free(&longer);
    fg_image_free(&cut);
    fg_image_free(&whole);
}

/* The same dots, turned by a quarter to the left. */
Test(plot, text_upward)
{
    struct fg_image level, upright;
    static const char text[] = "gap, Q1";
    cr_assert(fg_image_init(&level, 30, 100, 1, NULL) && fg_image_init(&upright, 100, 30, 1, NULL));
    draw_text(&level, 4, 6, 2, (struct color){0, 200, 0}, text);
    draw_text_upward(&upright, 100 - 6, 4, 2, (struct color){0, 200, 0}, text);
    int ink = 0;
    for (int y = 0; y < 30; y++) {
        for (int x = 0; x < 100; x++) {
            ink += level.pixels[y * 100 + x] == 200;
            cr_assert_eq(level.pixels[y * 100 + x], upright.pixels[(99 - x) * 30 + y], "%d, %d", y, x);
        }
    }
    cr_assert_gt(ink, 100);
    fg_image_free(&level);
    fg_image_free(&upright);
}

Test(plot, confusion_of_any_size)
{
    static int64_t counts[256 * 256];
    for (int classes = 1; classes <= 256; classes += classes < 20 ? 1 : 59) {
        counts[classes - 1] = INT64_MAX / 1000000;
        struct fg_image image;
        cr_assert(plot_confusion(&image, counts, classes, NULL, NULL));
        fg_image_free(&image);
    }
}

/* Pixels of the second series' color, where its only point is at x. */
static int count_dot(double x)
{
    double steps[] = {0, 10}, losses[] = {1, 0.5}, y = 0.75;
    struct plot_series series[] = {{NULL, steps, losses, 2}, {NULL, &x, &y, 1}};
    struct plot plot = {.series = series, .count = 2};
    struct fg_image image;
    cr_assert(plot_lines(&image, &plot, 300, 400, NULL));
    int count = 0;
    for (int i = 0; i < 300 * 400; i++) {
        const uint8_t *pixel = image.pixels + (ptrdiff_t)3 * i;
        count += pixel[0] == 213 && pixel[1] == 94 && pixel[2] == 0;
    }
    fg_image_free(&image);
    return count;
}

Test(plot, a_dot_at_the_edge_is_whole)
{
    int middle = count_dot(5);
    cr_assert(middle > 12, "%d", middle);
    cr_assert(count_dot(0) >= middle && count_dot(10) >= middle, "%d, %d, want %d", count_dot(0), count_dot(10),
              middle);
}
