#include "cli/picture_input.h"

#include "base/file.h"
#include "base/memory.h"
#include "data/source.h"
#include "forger/image.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_picture(const char *path)
{
    static const char *const endings[] = {".png", ".jpg", ".jpeg", ".bmp", ".pgm", NULL};
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
    return is_picture(entry->d_name);
}

static void free_entries(struct dirent **entries, int count)
{
    for (int i = 0; i < count; i++) {
        free(entries[i]);
    }
    free(entries);
}

bool picture_input_recognize(const char *path)
{
    if (!file_is_directory(path)) {
        return is_picture(path);
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_picture_entry, alphasort);
    free_entries(entries, count);
    return count > 0;
}

/* The files' paths into names, which has room for them. */
static bool list_folder(char **names, const char *path, struct dirent **entries, int count, struct fg_error *error)
{
    for (int i = 0; i < count; i++) {
        char file[4096];
        if (!path_join(file, sizeof file, path, entries[i]->d_name, error)) {
            return false;
        }
        names[i] = strdup(file);
        if (!names[i]) {
            return fg_fail(error, FG_FAILED, "out of memory");
        }
    }
    return true;
}

static bool list_files(struct picture_input *input, const char *path, int *count, struct fg_error *error)
{
    struct dirent **entries = NULL;
    bool folder = file_is_directory(path);
    *count = folder ? scandir(path, &entries, is_picture_entry, alphasort) : 1;
    if (*count < 0) {
        return fg_fail(error, FG_FAILED, "%s: cannot read the folder", path);
    }
    input->names = memory_new((size_t)*count + 1, sizeof *input->names, error);
    bool done = input->names != NULL;
    if (done && folder) {
        done = list_folder(input->names, path, entries, *count, error);
    } else if (done) {
        input->names[0] = strdup(path);
        done = input->names[0] || fg_fail(error, FG_FAILED, "out of memory");
    }
    free_entries(entries, folder ? *count : 0);
    return done;
}

static bool load_one(const struct fg_dataset *dataset, uint32_t place, const char *path, struct fg_error *error)
{
    struct fg_image image = {0};
    if (!fg_image_read(&image, path, 0, 0, dataset->channels, error)) {
        return false;
    }
    size_t size = (size_t)dataset->height * (size_t)dataset->width * (size_t)dataset->channels;
    bool fits = image.height == dataset->height && image.width == dataset->width;
    if (fits) {
        memcpy(dataset->pixels + place * size, image.pixels, size);
    } else {
        fg_fail(error, FG_FAILED, "%s: is %dx%d pixels, and the network reads %dx%d", path, image.height, image.width,
                dataset->height, dataset->width);
    }
    fg_image_free(&image);
    return fits;
}

bool picture_input_load(struct picture_input *input, const char *path, int height, int width, int channels,
                        struct fg_error *error)
{
    int count;
    *input = (struct picture_input){0};
    bool done = list_files(input, path, &count, error) &&
                dataset_allocate(&input->dataset, (uint32_t)count, height, width, channels, FG_NO_LABELS, error);
    for (int i = 0; done && i < count; i++) {
        done = load_one(&input->dataset, (uint32_t)i, input->names[i], error);
    }
    if (!done) {
        picture_input_free(input);
    }
    return done;
}

void picture_input_free(struct picture_input *input)
{
    for (int i = 0; input->names && input->names[i]; i++) {
        free(input->names[i]);
    }
    free(input->names);
    fg_dataset_free(&input->dataset);
    *input = (struct picture_input){0};
}
