#include "data/picture.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "data/dataset.h"
#include "forger/image.h"
#include "image/resize.h"

#include <stdlib.h>
#include <string.h>

/* The mean over the pixels of the border, or over all. */
static double mean(const uint8_t *pixels, int height, int width, bool border)
{
    double sum = 0;
    int count = 0;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            if (!border || y == 0 || x == 0 || y == height - 1 || x == width - 1) {
                sum += pixels[y * width + x];
                count++;
            }
        }
    }
    return sum / count;
}

/* The border is ground: light, and lighter than what is drawn on it. */
static bool is_dark_on_light(const uint8_t *pixels, int height, int width)
{
    double border = mean(pixels, height, width, true);
    return border > 127.5 && border > mean(pixels, height, width, false);
}

static bool fit(const struct fg_dataset *shape, const struct fg_image *image, bool crop, uint8_t *pixels,
                struct fg_error *error)
{
    struct fg_image example = {shape->height, shape->width, shape->channels, pixels};
    if (image->height != shape->height || image->width != shape->width) {
        return image_resize(image, crop, &example, error);
    }
    memcpy(pixels, image->pixels, dataset_example_size(shape));
    return true;
}

bool picture_read(const struct fg_dataset *shape, const char *path, const struct picture_options *options,
                  uint8_t *pixels, bool *turned, struct fg_error *error)
{
    struct fg_image image = {0};
    int height = options->resize ? 0 : shape->height, width = options->resize ? 0 : shape->width;
    if (!fg_image_read(&image, path, height, width, shape->channels, error)) {
        return false;
    }
    bool done = fit(shape, &image, options->crop, pixels, error);
    fg_image_free(&image);
    *turned = done && options->turn && shape->channels == 1 && is_dark_on_light(pixels, shape->height, shape->width);
    size_t size = dataset_example_size(shape);
    for (size_t i = 0; *turned && i < size; i++) {
        pixels[i] = 255 - pixels[i];
    }
    return done;
}

/* Of those that a thread could not read the first, so that the message does not depend on the threads. */
struct failure {
    bool failed;
    uint32_t place;
    struct fg_error error;
};

struct reading {
    const struct fg_dataset *shape;
    const struct picture_list *list;
    const struct fg_subset *subset;
    const struct picture_options *options;
    uint8_t *pixels;
    struct failure *failures; /* of each worker */
};

static void read_one(void *context, int piece, int worker)
{
    const struct reading *reading = context;
    struct failure *failure = &reading->failures[worker];
    uint32_t place = (uint32_t)piece, index = reading->subset ? reading->subset->indices[place] : place;
    uint8_t *pixels = reading->pixels + place * dataset_example_size(reading->shape);
    struct fg_error error;
    bool turned;
    if (!picture_read(reading->shape, reading->list->files[index].path, reading->options, pixels, &turned, &error) &&
        (!failure->failed || place < failure->place)) {
        *failure = (struct failure){true, place, error};
    }
}

bool picture_read_all(const struct fg_dataset *shape, const struct picture_list *list, const struct fg_subset *subset,
                      const struct picture_options *options, int threads, uint8_t *pixels, struct fg_error *error)
{
    enum { OPERATIONS_A_PICTURE = 100000 };
    struct reading reading = {shape, list, subset, options, pixels, NULL};
    int count = subset ? (int)subset->count : list->count;
    reading.failures = memory_new((size_t)threads, sizeof *reading.failures, error);
    if (!reading.failures) {
        return false;
    }
    parallel_for(threads, count, (double)OPERATIONS_A_PICTURE * count, read_one, &reading);
    const struct failure *first = NULL;
    for (int i = 0; i < threads; i++) {
        const struct failure *failure = &reading.failures[i];
        first = failure->failed && (!first || failure->place < first->place) ? failure : first;
    }
    if (first) {
        fg_fail(error, first->error.code, "%s", first->error.message);
    }
    free(reading.failures);
    return !first;
}
