#ifndef TESTS_DATA_FIXTURE_H
#define TESTS_DATA_FIXTURE_H

#include <stddef.h>
#include <stdint.h>

/* Small data files, made by the tests. Every function asserts. The caller frees what is returned. */

/* An IDX file of `rank` sizes and as many values as they say: value i is i % modulus. */
unsigned char *fixture_idx(int rank, const uint32_t *sizes, unsigned modulus, size_t *size);

/* Write such images (count, 3, 5) and labels (i % 10) as SET-images-idx3-ubyte and SET-labels-idx1-ubyte. */
void fixture_idx_pair(const char *folder, const char *set, uint32_t count, char images_out[static 512]);

/* A table of `rows` images of 2x2, pixel p of row r being (r * 40 + p * 3) % 256 and its label r % 10. */
char *fixture_csv(int rows, int labelled);

/* The bytes as gzip. */
unsigned char *fixture_gzip(const void *data, size_t size, size_t *packed_size);

/* Write a zip; names and texts end with NULL. */
void fixture_zip(const char *path, const char *const *names, const char *const *texts);

#endif
