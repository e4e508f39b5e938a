#ifndef FORGER_IMAGE_H
#define FORGER_IMAGE_H

#include "forger/error.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Any thread may call these, each for images of its own.
 *
 * An image of bytes: (height, width, channels), channels 1 (grey) or 3 (RGB). */
struct fg_image {
    int height, width, channels;
    uint8_t *pixels;
};

/* Memory for a black image. Fails where a side is not in 1..65536, or the whole is larger than 256 MiB. The caller
 * frees the image. */
bool fg_image_init(struct fg_image *image, int64_t height, int64_t width, int channels, struct fg_error *error);

/* Accepts a zeroed struct. */
void fg_image_free(struct fg_image *image);

/* Write a PNG: whole or not at all. The same pixels give the same bytes with the same zlib. */
bool fg_image_write_png(const struct fg_image *image, const char *path, struct fg_error *error);

/* Read a PNG, a JPEG, an uncompressed BMP, or a binary PGM or PPM file as `channels` channels (1: colour becomes the
 * luminance of ITU-R BT.601; 3: grey is repeated). What is transparent is laid on white, samples of 16 bits are rounded
 * to 8. The picture must be height x width; 0: any side up to 16384, and at most 32 Mi pixels. Sides are compared with
 * that before memory is taken for the picture. A file that is cut off or damaged fails. The caller frees the image. */
bool fg_image_read(struct fg_image *image, const char *path, int height, int width, int channels,
                   struct fg_error *error);

/* Lay count images, (count, height, width, channels) floats in -1..1 (black to white), out on a grid of `rows` x
 * `columns` cells, row by row, with a gap of one grey pixel between cells, each pixel (the gap's too) drawn `scale` x
 * `scale`. Cells left over stay grey. Values outside -1..1 are clamped; a not-a-number is black. 3 channels are
 * RGB, 1 is grey; of any other number each channel is a grey image in a cell of its own, one beside the other. count is
 * at most rows * columns. The caller frees the grid. */
bool fg_image_grid(struct fg_image *grid, const float *images, int count, int height, int width, int channels, int rows,
                   int columns, int scale, struct fg_error *error);

/* The grid of one image, pixel by pixel. */
bool fg_image_from_floats(struct fg_image *image, const float *values, int height, int width, int channels,
                          struct fg_error *error);

#ifdef __cplusplus
}
#endif

#endif
