#ifndef IMAGE_FORMAT_H
#define IMAGE_FORMAT_H

#include "base/file.h"
#include "forger/image.h"

/* Kinds of picture files, told by their first bytes. A kind that is read is one file, format_NAME.c, and one row of the
 * table in format.c. The table has other kinds too, so that a message can name them. */

/* What is asked of a picture. */
struct image_request {
    int height, width; /* 0: any */
    int channels;      /* 1 or 3 */
};

/* Fill the image from a file of that kind. A decoder calls image_begin as soon as it knows the sides, before it takes
 * memory or decodes. Where it fails the caller frees the image all the same. */
typedef bool image_decoder(struct fg_image *image, const struct bytes *file, const struct image_request *request,
                           struct fg_error *error);

image_decoder format_png_decode, format_jpeg_decode, format_bmp_decode, format_pnm_decode;

/* What kind of picture begins so, with its article ("a PNG"), also where that kind is not read; NULL where it is none.
 */
enum { FORMAT_BEGINNING = 16 };
const char *format_recognize(const struct bytes *beginning);

/* Decode a file of any kind. */
bool format_decode(struct fg_image *image, const struct bytes *file, const struct image_request *request,
                   struct fg_error *error);

/* Memory for a picture of these sides, which the file's header says. Fails where others were asked for, a side is not
 * in 1..16384, or the picture has more than 32 Mi pixels. */
bool image_begin(struct fg_image *image, const struct image_request *request, int64_t height, int64_t width,
                 struct fg_error *error);

/* Set a pixel, counted row by row, to red, green, blue and alpha (0: transparent) laid on white. A grey image gets the
 * luminance of ITU-R BT.601. */
void image_put(struct fg_image *image, size_t pixel, const uint8_t rgba[static 4]);

#endif
