#ifndef FORGER_IMAGE_H
#define FORGER_IMAGE_H

#include "forger/error.h"

#include <stdint.h>

/* An image of bytes: (height, width, channels), channels 1 (grey) or 3 (RGB). */
struct fg_image {
    int height, width, channels;
    uint8_t *pixels;
};

void fg_image_free(struct fg_image *image);

/* Write a PNG: whole or not at all. The same pixels give the same bytes. */
bool fg_image_write_png(const struct fg_image *image, const char *path, struct fg_error *error);

/* Read a PNG, JPEG, BMP or PGM file as `channels` channels. The caller frees the image. */
bool fg_image_read(struct fg_image *image, const char *path, int channels, struct fg_error *error);

/* Lay count images, (count, height, width, channels) floats in -1..1 (black to white), out on a grid of `rows` x
 * `columns` cells, row by row, with a gap of one grey pixel between cells, each pixel drawn `scale` x `scale`. Cells
 * left over stay grey. Values outside -1..1, and not-a-numbers, are clamped. */
bool fg_image_grid(struct fg_image *grid, const float *images, int count, int height, int width, int channels, int rows,
                   int columns, int scale, struct fg_error *error);

#endif
