#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/output_path.h"
#include "forger/image.h"
#include "forger/model.h"
#include "gan/condition.h"
#include "metrics/classification.h"
#include "run/npy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option options[] = {
    {"--count", "N", "how many samples; the default fills the grid"},
    {"--seed", "S", "which samples; the default is the experiment's seed"},
    {"--class", "N",
     "of a run with `condition: class`: draw this class, by number or name; `all`, the default: a class a row"},
    {"--grid", "RxC", "rows and columns of the picture; the default is 8x8"},
    {"--out", "PATH", "a .png grid, a .npy array, or a folder for single PNGs"},
    OPTION_THREADS,
    {0},
};

enum { COUNT_MAX = 1000000, SIDE_MAX = 1000, GRID_SCALE = 2 };

struct grid {
    int rows, columns;
};

/* What is to be drawn. */
struct order {
    uint64_t count, seed;
    uint64_t class; /* of all images; ALL_CLASSES: a class a row */
    struct grid grid;
};

enum { ALL_CLASSES = CLASSES_MAX };

static bool fail_class(const struct fg_model_info *info, const char *value, struct fg_error *error)
{
    struct text names = {0};
    for (int i = 0; info->class_names && i < info->classes; i++) {
        text_add(&names, "%s%s", i ? ", " : " or its name (", info->class_names[i]);
    }
    fg_fail(error, FG_USAGE, "--class: want a class 0..%d,%.600s%s or all, got \"%s\"", info->classes - 1,
            names.data ? names.data : "", names.data ? ")," : "", value);
    text_free(&names);
    return false;
}

static bool read_class(const struct arguments *arguments, const struct fg_model_info *info, uint64_t *class,
                       struct fg_error *error)
{
    const char *value = argument_value(arguments, "--class");
    int classes = info->classes, named = value ? name_find(info->class_names, info->classes, value) : -1;
    *class = named >= 0 ? (uint64_t)named : ALL_CLASSES;
    if (!value || named >= 0 || (classes && strcmp(value, "all") == 0)) {
        return true;
    }
    if (classes == 0) {
        return fg_fail(error, FG_USAGE,
                       "--class: %s draws no class that is asked for: it was trained without `condition: class`",
                       arguments->words[0]);
    }
    return argument_number(arguments, "--class", 0, (uint64_t)classes - 1, 0, class, NULL) ||
           fail_class(info, value, error);
}

static bool read_grid(const struct arguments *arguments, uint64_t count, struct grid *grid, struct fg_error *error)
{
    const char *value = argument_value(arguments, "--grid");
    char rest;
    bool good = sscanf(value, "%dx%d%c", &grid->rows, &grid->columns, &rest) == 2 && grid->rows >= 1 &&
                grid->columns >= 1 && grid->rows <= SIDE_MAX && grid->columns <= SIDE_MAX;
    if (!good) {
        return fg_fail(error, FG_USAGE, "--grid: want rows x columns, such as 8x8, got \"%s\"", value);
    }
    return count <= (uint64_t)grid->rows * (uint64_t)grid->columns ||
           fg_fail(error, FG_USAGE, "--count: want at most the %d pictures of the grid %s, got %llu",
                   grid->rows * grid->columns, value, (unsigned long long)count);
}

/* A class a row, or about as many rows as columns. */
static struct grid default_grid(uint64_t count, int classes)
{
    if (classes) {
        return (struct grid){classes, count ? (int)ceil((double)count / classes) : 8};
    }
    int columns = count ? (int)ceil(sqrt((double)count)) : 8;
    return (struct grid){count ? (int)ceil((double)count / columns) : 8, columns};
}

static bool read_order(const struct arguments *arguments, const struct fg_model_info *info, struct order *order,
                       struct fg_error *error)
{
    if (!argument_number(arguments, "--count", 1, COUNT_MAX, 0, &order->count, error) ||
        !argument_number(arguments, "--seed", 0, UINT64_MAX, info->seed, &order->seed, error) ||
        !read_class(arguments, info, &order->class, error)) {
        return false;
    }
    if (argument_value(arguments, "--grid") && !read_grid(arguments, order->count, &order->grid, error)) {
        return false;
    }
    if (!argument_value(arguments, "--grid")) {
        order->grid = default_grid(order->count, order->class == ALL_CLASSES ? info->classes : 0);
    }
    if (!order->count) {
        order->count = (uint64_t)order->grid.rows * (uint64_t)order->grid.columns;
    }
    return true;
}

static bool write_grid(const char *path, const struct fg_model_info *info, const float *images, int count,
                       struct grid grid, struct fg_error *error)
{
    struct fg_image image = {0};
    bool done = fg_image_grid(&image, images, count, info->height, info->width, info->channels, grid.rows, grid.columns,
                              GRID_SCALE, error) &&
                fg_image_write_png(&image, path, error);
    fg_image_free(&image);
    return done;
}

/* NUMBER.png in a folder */
static bool picture_path(char path[static 4096], const char *folder, int number, struct fg_error *error)
{
    char name[32];
    snprintf(name, sizeof name, "%06d.png", number);
    return path_join(path, 4096, folder, name, error);
}

/* Take away a folder that could not be filled. */
static void remove_folder(const char *path, int count)
{
    for (int i = 0; i < count; i++) {
        char file[4096];
        if (picture_path(file, path, i, NULL)) {
            unlink(file);
        }
    }
    rmdir(path);
}

static bool write_folder(const char *path, const struct fg_model_info *info, const float *images, int count,
                         struct fg_error *error)
{
    if (!directory_make(path, error)) {
        return false;
    }
    size_t size = (size_t)info->height * (size_t)info->width * (size_t)info->channels;
    bool done = true;
    for (int i = 0; i < count && done; i++) {
        char file[4096];
        struct fg_image image = {0};
        done =
            picture_path(file, path, i, error) &&
            fg_image_from_floats(&image, images + (size_t)i * size, info->height, info->width, info->channels, error) &&
            fg_image_write_png(&image, file, error);
        fg_image_free(&image);
    }
    if (!done) {
        remove_folder(path, count);
    }
    return done;
}

/* A path that was meant for a picture, or for standard output, is not taken for a folder's. */
static bool check_ending(const char *path, struct fg_error *error)
{
    static const char *const others[] = {".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".npz"};
    bool other = strcmp(path, "-") == 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        other = other || file_has_ending(path, others[i]);
    }
    return !other || fg_fail(error, FG_USAGE, "%s: want a .png, a .npy, or the path of a folder", path);
}

static bool write_samples(const char *path, const struct fg_model_info *info, const float *images, int count,
                          struct grid grid, struct fg_error *error)
{
    if (file_has_ending(path, ".npy")) {
        int64_t shape[] = {count, info->height, info->width, info->channels};
        return npy_write(path, images, 4, shape, error);
    }
    return file_has_ending(path, ".png") ? write_grid(path, info, images, count, grid, error)
                                         : write_folder(path, info, images, count, error);
}

static bool draw(struct fg_model *model, const struct order *order, float *images, struct fg_error *error)
{
    int classes = fg_model_info(model).classes;
    uint8_t *labels = classes ? memory_new(order->count, 1, error) : NULL;
    if (classes && !labels) {
        return false;
    }
    for (uint64_t i = 0; i < order->count && classes; i++) {
        labels[i] = order->class == ALL_CLASSES
                        ? condition_of_grid((int)i, order->grid.rows, order->grid.columns, classes)
                        : (uint8_t)order->class;
    }
    const struct fg_generation what = {.seed = order->seed, .count = (uint32_t)order->count, .labels = labels};
    bool done = fg_model_generate(model, &what, images, error);
    free(labels);
    return done;
}

static bool sample(const struct arguments *arguments, struct fg_model *model, struct fg_error *error)
{
    struct fg_model_info info = fg_model_info(model);
    struct order order;
    char path[4096], name[64];
    if (!fg_model_generate(model, &(struct fg_generation){0}, NULL, error) ||
        !read_order(arguments, &info, &order, error)) {
        return false;
    }
    int length = snprintf(name, sizeof name, "sample-seed-%llu", (unsigned long long)order.seed);
    if (order.class != ALL_CLASSES) {
        snprintf(name + length, sizeof name - (size_t)length, "-class-%llu", (unsigned long long)order.class);
    }
    if (!output_path(path, sizeof path, argument_value(arguments, "--out"), arguments->words[0], name, ".png", error) ||
        !check_ending(path, error)) {
        return false;
    }
    size_t size = (size_t)fg_model_output_size(model, NULL);
    float *images = memory_new(order.count * size, sizeof *images, error);
    bool done = images && draw(model, &order, images, error) &&
                write_samples(path, &info, images, (int)order.count, order.grid, error);
    free(images);
    if (done) {
        printf("%s\n", path);
    }
    return done;
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    int threads;
    if (!argument_threads(arguments, &threads, error)) {
        return false;
    }
    struct fg_model *model = fg_model_load(arguments->words[0], threads, error);
    bool done = model && sample(arguments, model, error);
    fg_model_free(model);
    return done;
}

const struct command_type command_sample = {
    .named = {.name = "sample", .help = "draw images with a trained generator"},
    .usage = "RUN",
    .details = "Prints the path of what it wrote; by default a grid in the run's folder. The array of a .npy is\n"
               "(count, height, width, channels), -1 (black) to 1 (white).",
    .options = options,
    .least_words = 1,
    .most_words = 1,
    .run = run,
};
