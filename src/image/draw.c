#include "image/draw.h"

#include "base/integer.h"
#include "image/font.h"

#include <stddef.h>

static uint8_t *pixel_at(struct fg_image *image, int y, int x)
{
    return image->pixels + ((size_t)y * (size_t)image->width + (size_t)x) * (size_t)image->channels;
}

static void set_pixel(struct fg_image *image, int y, int x, struct color color)
{
    uint8_t *pixel = pixel_at(image, y, x);
    if (image->channels == 1) {
        pixel[0] = color.green;
    } else {
        pixel[0] = color.red;
        pixel[1] = color.green;
        pixel[2] = color.blue;
    }
}

void draw_fill(struct fg_image *image, int top, int left, int height, int width, struct color color)
{
    int bottom = int_min(top + height, image->height), right = int_min(left + width, image->width);
    for (int y = top < 0 ? 0 : top; y < bottom; y++) {
        for (int x = left < 0 ? 0 : left; x < right; x++) {
            set_pixel(image, y, x, color);
        }
    }
}

static uint8_t mix_byte(uint8_t a, uint8_t b, double share)
{
    return (uint8_t)(a + (b - a) * share + 0.5);
}

struct color draw_mix(struct color a, struct color b, double share)
{
    return (struct color){mix_byte(a.red, b.red, share), mix_byte(a.green, b.green, share),
                          mix_byte(a.blue, b.blue, share)};
}

void draw_blend(struct fg_image *image, int y, int x, struct color color, float cover)
{
    if (y < 0 || y >= image->height || x < 0 || x >= image->width) {
        return;
    }
    const uint8_t *pixel = pixel_at(image, y, x);
    int green = image->channels == 1 ? 0 : 1, blue = image->channels == 1 ? 0 : 2;
    set_pixel(image, y, x, draw_mix((struct color){pixel[0], pixel[green], pixel[blue]}, color, cover));
}

/* How letters stand: from (y, x) on, `scale` pixels a dot. */
struct hand {
    int y, x, scale;
    bool upward;
    struct color color;
};

static void draw_dot(struct fg_image *image, const struct hand *hand, int row, int column)
{
    int scale = hand->scale, along = column * scale, across = row * scale;
    int y = hand->upward ? hand->y - along - scale : hand->y + across;
    int x = hand->upward ? hand->x + across : hand->x + along;
    draw_fill(image, y, x, scale, scale, hand->color);
}

static void draw_glyph(struct fg_image *image, const struct hand *hand, char letter)
{
    const uint8_t *rows = font_glyph(letter);
    int drop = font_drop(letter);
    for (int row = 0; row < GLYPH_HEIGHT; row++) {
        for (int column = 0; column < GLYPH_WIDTH; column++) {
            if (rows[row] >> (GLYPH_WIDTH - 1 - column) & 1) {
                draw_dot(image, hand, row + drop, column);
            }
        }
    }
}

/* In UTF-8 every byte of a character but its first has the form 10xxxxxx. */
static bool continues_character(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static void draw_letters(struct fg_image *image, struct hand hand, const char *text)
{
    int advance = GLYPH_ADVANCE * hand.scale;
    for (; *text; text++) {
        if (!continues_character(*text)) {
            draw_glyph(image, &hand, *text);
            hand.x += hand.upward ? 0 : advance;
            hand.y -= hand.upward ? advance : 0;
        }
    }
}

void draw_text(struct fg_image *image, int y, int x, int scale, struct color color, const char *text)
{
    draw_letters(image, (struct hand){.y = y, .x = x, .scale = scale, .color = color}, text);
}

void draw_text_upward(struct fg_image *image, int y, int x, int scale, struct color color, const char *text)
{
    draw_letters(image, (struct hand){.y = y, .x = x, .scale = scale, .upward = true, .color = color}, text);
}

void draw_text_within(struct fg_image *image, int y, int x, int width, struct color color, const char *text)
{
    draw_text(image, y, x, draw_text_width(text, 2) <= width ? 2 : 1, color, text);
}

int draw_text_width(const char *text, int scale)
{
    int letters = 0;
    for (; *text; text++) {
        letters += !continues_character(*text);
    }
    return letters ? (letters * GLYPH_ADVANCE - 1) * scale : 0;
}
