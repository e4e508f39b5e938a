#ifndef IMAGE_PNM_H
#define IMAGE_PNM_H

#include "base/file.h"
#include "forger/image.h"

/* Binary PGM (P5) and PPM (P6) files, of 8 or 16 bits: "P5 width height maximum", one white space, then the samples,
 * 16 bits big-endian. In the header a # begins a comment. https://netpbm.sourceforge.net/doc/pgm.html */

bool pnm_recognize(const struct bytes *file);

/* Samples are scaled from 0..maximum to 0..255. The caller frees the image. */
bool pnm_decode(struct fg_image *image, const struct bytes *file, int channels, struct fg_error *error);

#endif
