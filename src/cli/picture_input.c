#include "cli/picture_input.h"

#include "base/file.h"
#include "base/memory.h"
#include "data/dataset.h"
#include "forger/image.h"
#include "image/format.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool has_picture_ending(const char *path)
{
    static const char *const endings[] = {".png", ".jpg",  ".jpeg", ".bmp",  ".pgm",  ".ppm",  ".pnm",  ".pbm",
                                          ".gif", ".webp", ".tif",  ".tiff", ".heic", ".heif", ".avif", NULL};
    const char *dot = strrchr(path, '.');
    for (int i = 0; dot && endings[i]; i++) {
        if (strcasecmp(dot, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int is_picture_entry(const struct dirent *entry)
{
    return has_picture_ending(entry->d_name);
}

static void free_entries(struct dirent **entries, int count)
{
    for (int i = 0; i < count; i++) {
        free(entries[i]);
    }
    free(entries);
}

/* A pipe is not looked into: what is read of it is gone. */
static bool begins_as_picture(const char *path)
{
    struct stat status;
    FILE *stream = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? file_open(path, NULL) : NULL;
    if (!stream) {
        return false;
    }
    unsigned char data[FORMAT_BEGINNING];
    struct bytes beginning = {.data = data, .size = fread(data, 1, sizeof data, stream)};
    fclose(stream);
    return format_recognize(&beginning) != NULL;
}

bool picture_input_recognize(const char *path)
{
    if (!file_is_directory(path)) {
        return has_picture_ending(path) || begins_as_picture(path);
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_picture_entry, alphasort);
    free_entries(entries, count);
    return count > 0;
}

static bool add_name(struct picture_list *list, const char *name, struct fg_error *error)
{
    char **names = realloc(list->names, ((size_t)list->count + 1) * sizeof *names);
    if (!names) {
        return fg_fail(error, FG_FAILED, "out of memory");
    }
    list->names = names;
    names[list->count] = strdup(name);
    return names[list->count++] || fg_fail(error, FG_FAILED, "out of memory");
}

static bool add_folder(struct picture_list *list, const char *path, struct fg_error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_picture_entry, alphasort);
    bool done = count >= 0 || fg_fail(error, FG_FAILED, "%s: cannot read the folder", path);
    for (int i = 0; done && i < count; i++) {
        char file[4096];
        done = path_join(file, sizeof file, path, entries[i]->d_name, error) && add_name(list, file, error);
    }
    free_entries(entries, count);
    return done;
}

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

/* Into the dataset as its next example. */
static bool read_picture(struct fg_dataset *dataset, const char *path, bool as_is, int *turned, struct fg_error *error)
{
    struct fg_image image = {0};
    if (!fg_image_read(&image, path, dataset->height, dataset->width, dataset->channels, error)) {
        return false;
    }
    size_t size = dataset_example_size(dataset);
    bool turn = !as_is && image.channels == 1 && is_dark_on_light(image.pixels, image.height, image.width);
    uint8_t *pixels = dataset_arrays(dataset).pixels + dataset->count++ * size;
    for (size_t i = 0; i < size; i++) {
        pixels[i] = turn ? 255 - image.pixels[i] : image.pixels[i];
    }
    *turned += turn;
    fg_image_free(&image);
    return true;
}

/* White strokes on what is transparent, say, which is laid on white. */
static void warn_blank(const struct fg_dataset *dataset, uint32_t index, const char *path, struct log *log)
{
    size_t size = dataset_example_size(dataset), pixel = (size_t)dataset->channels;
    const uint8_t *pixels = dataset->pixels + index * size;
    if (memcmp(pixels, pixels + pixel, size - pixel) == 0) {
        log_warning(log, "%s: has one color only: there is nothing to read in it", path);
    }
}

static void say_turned(struct log *log, int turned, const struct picture_list *list)
{
    static const char ground[] = "dark strokes on a light ground, read with dark and light exchanged (not so: --as-is)";
    if (turned > 0 && list->count == 1) {
        log_line(log, "%s: %s", list->names[0], ground);
    } else if (turned > 0) {
        log_line(log, "%d of %d pictures: %s", turned, list->count, ground);
    }
}

/* The names of those that can be read become the input's. */
static bool read_pictures(struct picture_input *input, bool as_is, struct log *log, struct fg_error *error)
{
    const struct picture_list *list = &input->files;
    int turned = 0;
    for (int i = 0; i < list->count; i++) {
        uint32_t place = input->dataset.count;
        if (read_picture(&input->dataset, list->names[i], as_is, &turned, error)) {
            input->names[place] = list->names[i];
            warn_blank(&input->dataset, place, list->names[i], log);
        } else if (list->count > 1) {
            log_warning(log, "%s", error->message);
            input->failed++;
        }
    }
    say_turned(log, turned, list);
    if (input->dataset.count == 0 && list->count > 1) {
        return fg_fail(error, FG_FAILED, "none of the %d pictures could be read", list->count);
    }
    return input->dataset.count > 0;
}

static bool list_pictures(struct picture_list *list, const char *const *paths, int count, struct fg_error *error)
{
    bool done = true;
    for (int i = 0; done && i < count; i++) {
        done = file_is_directory(paths[i]) ? add_folder(list, paths[i], error) : add_name(list, paths[i], error);
    }
    return done;
}

bool picture_input_load(struct picture_input *input, const char *const *paths, int count,
                        const struct fg_model_info *network, bool as_is, struct log *log, struct fg_error *error)
{
    *input = (struct picture_input){0};
    if (network->channels != 1 && network->channels != 3) {
        return fg_fail(error, FG_FAILED, "%s: a picture has 1 channel or 3, and the network reads %d: want an IDX file",
                       paths[0], network->channels);
    }
    struct picture_list *files = &input->files;
    struct dataset_arrays arrays;
    bool done = list_pictures(files, paths, count, error);
    input->dataset = (struct fg_dataset){.height = network->height,
                                         .width = network->width,
                                         .channels = network->channels,
                                         .count = (uint32_t)files->count};
    done = done && dataset_allocate(&input->dataset, DATASET_PIXELS, &arrays, error);
    input->dataset.count = 0;
    if (done) {
        input->names = memory_new((size_t)files->count, sizeof *input->names, error);
    }
    done = input->names && read_pictures(input, as_is, log, error);
    if (!done) {
        picture_input_free(input);
    }
    return done;
}

void picture_input_free(struct picture_input *input)
{
    for (int i = 0; i < input->files.count; i++) {
        free(input->files.names[i]);
    }
    free(input->files.names);
    free(input->names);
    fg_dataset_free(&input->dataset);
    *input = (struct picture_input){0};
}
