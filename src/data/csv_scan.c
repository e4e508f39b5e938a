#include "data/csv_scan.h"

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Background: most of what a digit's line holds. */
static const char ZEROS[] = "0,0,0,0,0,0,0,0,";
enum { ZERO_COUNT = 8, ZERO_BYTES = 16, LONGEST_VALUE = 4 };

/* The number of one to three digits at p; its digits in length (0..3), not checked further. Without branches: the
 * number of digits follows no pattern that a processor could guess. */
static unsigned scan_number(const unsigned char *p, unsigned *length)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    uint32_t digits = le32toh(word) ^ 0x30303030u; /* a digit's byte becomes 0..9, any other byte more */
    uint32_t others = ((digits + 0x76767676u) | digits) & 0x80808080u;
    *length = (unsigned)__builtin_ctz(others | 0x80000000u) / 8;
    uint64_t aligned = (uint64_t)digits << (32 - 8 * *length); /* hundreds, tens, ones in bytes 1, 2, 3 */
    return (aligned >> 8 & 255) * 100 + (aligned >> 16 & 255) * 10 + (aligned >> 24 & 255);
}

const unsigned char *csv_scan_row(const unsigned char *p, const unsigned char *end, uint8_t *label, uint8_t *pixels,
                                  uint32_t count)
{
    unsigned length;
    if ((size_t)(end - p) < (size_t)(count + 1) * LONGEST_VALUE + ZERO_BYTES) {
        return NULL;
    }
    if (label) {
        *label = (uint8_t)(p[0] - '0');
        if (*label > 9 || p[1] != ',') {
            return NULL;
        }
        p += 2;
    }
    for (uint32_t i = 0; i < count - 1;) {
        if (i + ZERO_COUNT < count && memcmp(p, ZEROS, ZERO_BYTES) == 0) {
            memset(pixels + i, 0, ZERO_COUNT);
            i += ZERO_COUNT;
            p += ZERO_BYTES;
            continue;
        }
        unsigned value = scan_number(p, &length);
        if (length == 0 || value > 255 || p[length] != ',') {
            return NULL;
        }
        pixels[i++] = (uint8_t)value;
        p += length + 1;
    }
    unsigned value = scan_number(p, &length);
    pixels[count - 1] = (uint8_t)value;
    p += length;
    p += *p == '\r';
    return length > 0 && value <= 255 && *p == '\n' ? p + 1 : NULL;
}
