#ifndef IMAGE_JPEG_H
#define IMAGE_JPEG_H

#include "base/file.h"

/* Whether the file has a Huffman table of more than 256 codes, which is as many as there are bytes to code. Versions of
 * stb_image before 2.28 write beyond their memory at such a table, so it has to be found before they see the file. */
bool jpeg_table_too_long(const struct bytes *file);

#endif
