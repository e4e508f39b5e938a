#ifndef IMAGE_STB_H
#define IMAGE_STB_H

#include "base/file.h"
#include "forger/image.h"

/* The only door to stb_image_write. */

/* The bytes of a PNG file. The caller frees png->data. */
bool stb_encode_png(const struct fg_image *image, struct bytes *png, struct fg_error *error);

#endif
