#ifndef TESTS_PICTURE_FILES_H
#define TESTS_PICTURE_FILES_H

#include "base/file.h"

#include <stdbool.h>
#include <stdint.h>

/* Picture files, made by the libraries that also read them. Every function asserts. The caller frees the bytes. */

struct picture_samples {
    int height, width;
    int bits;               /* of a sample of a PNG: 1, 2, 4, 8, 16 */
    int channels;           /* 1 to 4: grey, grey and alpha, RGB, RGBA; of a JPEG 1, 3, or 4: CMYK */
    const uint8_t *palette; /* 256 colors for one channel; NULL: none */
    const uint8_t *alphas;  /* and their alpha, 256 of them; NULL: none */
    bool by_passes;         /* an interlaced PNG, a progressive JPEG */
    int scans;              /* of a progressive JPEG of one channel, 3 to 127; 0: as is usual */
    const void *samples;    /* (height, width, channels), packed as in the file */
    uint32_t claimed_side;  /* a PNG whose header lies about height and width; 0: it doesn't */
};

struct bytes picture_png(const struct picture_samples *samples);
struct bytes picture_jpeg(const struct picture_samples *samples);

/* Into a file of a new folder. */
void picture_write(const void *data, size_t size, char path[static 512]);

/* Reading it must fail with its path and this part in the message, and leave nothing. height and width: those asked
 * for, 0: any. */
void picture_refuse_as(const void *data, size_t size, int height, int width, const char *part);
void picture_refuse(const void *data, size_t size, const char *part);

/* A text without its last zero byte as a picture. */
#define REFUSE(text, part) picture_refuse(text, sizeof(text) - 1, part)

#endif
