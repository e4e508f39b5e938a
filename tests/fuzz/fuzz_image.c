#include "data/dataset.h"
#include "data/picture.h"
#include "forger/image.h"
#include "harness.h"

#include <string.h>

enum { SMALL = 1 << 16 };

/* A picture that was read is written and read as the same picture. */
static void round_trip(const struct fg_image *image)
{
    char path[512];
    struct fg_image again;
    struct fg_error error = {0};
    size_t size = (size_t)image->height * (size_t)image->width * (size_t)image->channels;
    harness_want(harness_answer(fg_image_write_png(image, harness_path(path, "x.png"), &error), &error), "is written");
    harness_want(harness_answer(fg_image_read(&again, path, 0, 0, image->channels, &error), &error), "is read again");
    harness_want(again.height == image->height && again.width == image->width &&
                     memcmp(again.pixels, image->pixels, size) == 0,
                 "a picture is written and read as the same");
    fg_image_free(&again);
}

/* side 0: of any size. */
static void read_picture(const char *path, int side, int channels)
{
    struct fg_image image;
    struct fg_error error = {0};
    if (harness_answer(fg_image_read(&image, path, side, side, channels, &error), &error)) {
        size_t size = (size_t)image.height * (size_t)image.width * (size_t)channels;
        harness_want(image.height > 0 && image.width > 0 && image.channels == channels,
                     "a picture has the shape asked");
        harness_want(side == 0 || (image.height == side && image.width == side), "a picture has the size asked");
        harness_look_at(image.pixels, size);
        if (size < SMALL) {
            round_trip(&image);
        }
        fg_image_free(&image);
    }
}

/* As an example of another size. */
static void read_example(const char *path, bool crop, int channels)
{
    uint8_t pixels[3 * 5 * 7];
    const struct fg_dataset shape = {.height = 5, .width = 7, .channels = channels};
    const struct picture_options options = {.resize = true, .crop = crop, .turn = true};
    struct fg_error error = {0};
    bool turned;
    if (harness_answer(picture_read(&shape, path, &options, pixels, &turned, &error), &error)) {
        harness_look_at(pixels, dataset_example_size(&shape));
    }
}

/* Pictures of all kinds that are read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[512];
    harness_write(path, "picture", data, size);
    read_picture(path, 0, 1);
    read_picture(path, 0, 3);
    read_picture(path, 2, 1);
    read_example(path, false, 1);
    read_example(path, true, 3);
    return 0;
}
