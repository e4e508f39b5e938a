#include "image/jpeg.h"

enum { MARKER = 0xFF, HUFFMAN_TABLES = 0xC4, LENGTHS = 16, TABLE_HEAD = 1 + LENGTHS, CODES_MAX = 256 };

static int byte_at(const struct bytes *file, size_t at)
{
    return at < file->size ? file->data[at] : 0;
}

/* A segment of tables: two bytes of length, then for each table a byte with its class and number, how many codes there
 * are of each length, and what they stand for (ITU-T T.81, B.2.4.2). */
static bool segment_too_long(const struct bytes *file, size_t at)
{
    int left = byte_at(file, at) * 256 + byte_at(file, at + 1) - 2;
    at += 2;
    while (left > 0) {
        int kind = byte_at(file, at) >> 4, number = byte_at(file, at) & 15;
        if (kind > 1 || number > 3) {
            return false; /* no table: nobody reads on */
        }
        int codes = 0;
        for (int i = 1; i <= LENGTHS; i++) {
            codes += byte_at(file, at + (size_t)i);
        }
        if (codes > CODES_MAX) {
            return true;
        }
        at += (size_t)(TABLE_HEAD + codes);
        left -= TABLE_HEAD + codes;
    }
    return false;
}

/* Every place where a segment could begin is looked at, not only those that a sound file leads to. */
bool jpeg_table_too_long(const struct bytes *file)
{
    for (size_t i = 0; i + 1 < file->size; i++) {
        if (file->data[i] == MARKER && file->data[i + 1] == HUFFMAN_TABLES && segment_too_long(file, i + 2)) {
            return true;
        }
    }
    return false;
}
