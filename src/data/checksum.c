#include "data/checksum.h"

/* Eight bytes a step: table[k][b] is what byte b does to the checksum with k more bytes after it (Kounavis and Berry,
 * "A systematic approach to building high performance software-based CRC generators", 2005). */
static void make_tables(uint32_t table[8][256])
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; bit++) {
            rest = rest >> 1 ^ (rest & 1 ? 0xEDB88320u : 0);
        }
        table[0][byte] = rest;
    }
    for (int k = 1; k < 8; k++) {
        for (int byte = 0; byte < 256; byte++) {
            uint32_t before = table[k - 1][byte];
            table[k][byte] = before >> 8 ^ table[0][before & 255];
        }
    }
}

uint32_t checksum_crc32(const unsigned char *data, size_t size)
{
    uint32_t table[8][256];
    uint32_t rest = 0xFFFFFFFFu;
    make_tables(table);
    for (; size >= 8; size -= 8, data += 8) {
        uint32_t low = rest ^ (data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24);
        rest = table[7][low & 255] ^ table[6][low >> 8 & 255] ^ table[5][low >> 16 & 255] ^ table[4][low >> 24] ^
               table[3][data[4]] ^ table[2][data[5]] ^ table[1][data[6]] ^ table[0][data[7]];
    }
    for (; size > 0; size--, data++) {
        rest = rest >> 8 ^ table[0][(rest ^ *data) & 255];
    }
    return ~rest;
}
