#ifndef DATA_CHECKSUM_H
#define DATA_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of gzip, zip and PNG: CRC-32 with the polynomial 0xEDB88320, bits reflected (ISO 3309, RFC 1952). */
uint32_t checksum_crc32(const unsigned char *data, size_t size);

#endif
