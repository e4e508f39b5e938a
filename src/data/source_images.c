#include "base/memory.h"
#include "data/input.h"
#include "data/picture_input.h"
#include "data/source.h"

#include <stdlib.h>

struct options {
    struct source_limit limit;
    const char *path;
    struct field_ints size;
    bool grey, crop, turn;
};

static const struct field fields[] = {
    ROW("path", FIELD_TEXT, options, path, NULL, 0, 0,
        "a folder with a folder of pictures for each class, or one of pictures without classes; tried as given, under "
        "$FORGER_DATA, under ./data",
        .fixed = SOURCE_FIXED " (where the same files have moved, say so in its config.yaml)"),
    ROW("size", FIELD_INTS, options, size, "28x28", 1, 4096, "height and width to which pictures are resized"),
    ROW("grey", FIELD_BOOL, options, grey, "true", 0, 0, "in one channel; false: in three, red, green and blue"),
    ROW("crop", FIELD_BOOL, options, crop, "false", 0, 0,
        "cut pictures to the proportions of size, about the middle; false: stretch them"),
    ROW("turn", FIELD_BOOL, options, turn, "false", 0, 0,
        "exchange dark and light in grey pictures of dark strokes on a light ground"),
    SOURCE_COUNT,
    {0},
};

static void pictures(const void *own, struct picture_options *pictures)
{
    const struct options *options = own;
    *pictures = (struct picture_options){.resize = true, .crop = options->crop, .turn = options->turn};
}

static bool fill(struct fg_dataset *dataset, const struct picture_list *list, const struct fg_subset *chosen,
                 const struct options *options, int threads, struct fg_error *error)
{
    struct dataset_arrays arrays;
    struct picture_options read;
    pictures(options, &read);
    if (!dataset_allocate(dataset, DATASET_PIXELS, &arrays, error)) {
        return false;
    }
    for (uint32_t i = 0; arrays.labels && i < chosen->count; i++) {
        arrays.labels[i] = list->files[chosen->indices[i]].label;
    }
    bool named = dataset->classes > 0 && !picture_list_is_numbered(list);
    bool done = picture_read_all(dataset, list, chosen, &read, threads, arrays.pixels, error) &&
                (!named || dataset_name_classes(dataset, (const char *const *)list->classes, error));
    if (!done) {
        fg_dataset_free(dataset);
    }
    return done;
}

/* The files that are kept of those listed. */
static bool choose(const struct picture_list *list, const struct options *options, uint64_t seed,
                   struct fg_subset *chosen, struct fg_error *error)
{
    uint32_t count;
    uint8_t *labels = memory_new((size_t)list->count, 1, error);
    for (int i = 0; labels && i < list->count; i++) {
        labels[i] = list->files[i].label;
    }
    const struct fg_dataset all = {.count = (uint32_t)list->count, .classes = list->class_count, .labels = labels};
    bool done = labels && source_limit_count(&options->limit, all.count, &count, error) &&
                dataset_choose(&all, count, seed, chosen, error);
    free(labels);
    return done;
}

static bool load_folder(struct fg_dataset *dataset, const char *folder, const struct options *options, uint64_t seed,
                        int threads, struct fg_error *error)
{
    struct picture_list list;
    struct fg_subset chosen = {0};
    if (!picture_list_open(&list, folder, error)) {
        return false;
    }
    bool done = choose(&list, options, seed, &chosen, error);
    if (done) {
        const struct field_ints *size = &options->size;
        *dataset = (struct fg_dataset){
            .height = size->values[0],
            .width = size->values[size->count - 1],
            .channels = options->grey ? 1 : 3,
            .classes = list.class_count,
            .count = chosen.count,
        };
        done = fill(dataset, &list, &chosen, options, threads, error);
    }
    fg_subset_free(&chosen);
    picture_list_free(&list);
    return done;
}

static bool load(struct source_data *data, const void *own, uint64_t seed, int threads, struct fg_error *error)
{
    const struct options *options = own;
    char folder[4096];
    if (options->size.count > 2) {
        return fg_fail(error, FG_USAGE, "data.size: want a height and a width, such as 28x28, got %d numbers",
                       options->size.count);
    }
    if (!source_find(folder, sizeof folder, options->path, error)) {
        return false;
    }
    return file_is_directory(folder)
               ? load_folder(&data->dataset, folder, options, seed, threads, error)
               : fg_fail(error, FG_FAILED, "%s: is a file, want a folder of pictures, or of folders of them", folder);
}

static int serves(enum source_use use, const char *path)
{
    if (use == SOURCE_TEST) {
        return picture_classes_recognize(path) ? 2 : 0;
    }
    return picture_recognize(path) || picture_folder_recognize(path) ? 4 : picture_classes_recognize(path);
}

static const struct source_files images = {
    .files = {[SOURCE_TEST] = "a folder of pictures for each class",
              [SOURCE_INPUT] = "pictures (.png, .jpg, .bmp, .pgm, .ppm)"},
    .serves = serves,
    .read = picture_input_read,
};

const struct source_type source_images = {
    .named = {.name = "images",
              .help = "folders of pictures (PNG, JPEG, BMP, PGM, PPM), one for each class, or one without classes",
              .fields = fields,
              .size = sizeof(struct options)},
    .files = &images,
    .load = load,
    .pictures = pictures,
};
