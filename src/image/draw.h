#ifndef IMAGE_DRAW_H
#define IMAGE_DRAW_H

#include "forger/image.h"

/* Pens for pictures of numbers. Whatever lies outside the image is cut off. In a grey image a color's green counts. */

struct color {
    uint8_t red, green, blue;
};

enum { GLYPH_WIDTH = 5, GLYPH_HEIGHT = 7, GLYPH_ADVANCE = 6 };

void draw_fill(struct fg_image *image, int top, int left, int height, int width, struct color color);

/* Lay color over a pixel; cover 0 (nothing) .. 1 (all). */
void draw_blend(struct fg_image *image, int y, int x, struct color color, float cover);

/* The color between a (share 0) and b (share 1). */
struct color draw_mix(struct color a, struct color b, double share);

/* Text in the built-in 5 x 7 font, each of its dots scale x scale, with the top left corner of the first letter at (y,
 * x). Tails of letters reach 2 * scale below the 7 rows. A character that is not ASCII is drawn as a box. */
void draw_text(struct fg_image *image, int y, int x, int scale, struct color color, const char *text);

/* The same turned so that it reads upward: it begins above y, and the tops of its letters are at x. */
void draw_text_upward(struct fg_image *image, int y, int x, int scale, struct color color, const char *text);

/* The same at twice the font's size, or once where that is wider than `width`. */
void draw_text_within(struct fg_image *image, int y, int x, int width, struct color color, const char *text);

/* In pixels, without a gap behind the last letter. */
int draw_text_width(const char *text, int scale);

#endif
