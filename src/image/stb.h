#ifndef IMAGE_STB_H
#define IMAGE_STB_H

#include "base/file.h"
#include "forger/image.h"

/* The only door to stb_image and stb_image_write. */

/* The bytes of a PNG file. The caller frees png->data. */
bool stb_encode_png(const struct fg_image *image, struct bytes *png, struct fg_error *error);

/* A PNG, JPEG or BMP file as `channels` channels. */
bool stb_decode(struct fg_image *image, const struct bytes *file, int channels, struct fg_error *error);

#endif
