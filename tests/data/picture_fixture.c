#include "picture_fixture.h"

#include "base/file.h"
#include "forger/image.h"

#include <criterion/criterion.h>

#include <string.h>

void fixture_picture(const char *folder, const char *name, int height, int width, uint8_t red, uint8_t green,
                     uint8_t blue)
{
    char path[1024];
    struct fg_image image;
    cr_assert(path_join(path, sizeof path, folder, name, NULL));
    *strrchr(path, '/') = '\0';
    cr_assert(directory_make(path, NULL));
    cr_assert(path_join(path, sizeof path, folder, name, NULL));
    cr_assert(fg_image_init(&image, height, width, 3, NULL));
    for (int i = 0; i < height * width; i++) {
        memcpy(image.pixels + 3 * i, (uint8_t[]){red, green, blue}, 3);
    }
    cr_assert(fg_image_write_png(&image, path, NULL));
    fg_image_free(&image);
}
