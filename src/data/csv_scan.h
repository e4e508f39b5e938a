#ifndef DATA_CSV_SCAN_H
#define DATA_CSV_SCAN_H

#include <stdint.h>

/* The fast way through a line of a table: its label (NULL: the line has none), its pixels and its line end. Returns the
 * start of the next line; NULL, with label and pixels undefined, where anything is unusual: a mistake, or too near the
 * end to look at several bytes at once. csv_read() then takes the careful way. */
const unsigned char *csv_scan_row(const unsigned char *p, const unsigned char *end, uint8_t *label, uint8_t *pixels,
                                  uint32_t count);

#endif
