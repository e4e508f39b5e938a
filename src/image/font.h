#ifndef IMAGE_FONT_H
#define IMAGE_FONT_H

#include <stdint.h>

/* A font of 5 x 7 dots for the printable ASCII characters. */

/* Seven rows from top to bottom; in each, bit 4 is the left dot and bit 0 the right one. A box for what the font has
 * not. */
const uint8_t *font_glyph(char letter);

/* How many rows the glyph hangs below the others: 2 for g, p, q and y, else 0. */
int font_drop(char letter);

#endif
