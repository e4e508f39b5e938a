#ifndef TESTS_DATA_PICTURE_FIXTURE_H
#define TESTS_DATA_PICTURE_FIXTURE_H

#include <stdint.h>

/* Write FOLDER/NAME, a PNG of height x width pixels that all have one color, and make its folders. Asserts. */
void fixture_picture(const char *folder, const char *name, int height, int width, uint8_t red, uint8_t green,
                     uint8_t blue);

#endif
