#include "train/pictures.h"

#include "base/file.h"
#include "forger/image.h"
#include "image/plot.h"

#include <stdio.h>
#include <string.h>

bool picture_confusion(const struct run_folder *folder, const int64_t *confusion, int classes, const char *const *names,
                       struct fg_error *error)
{
    char path[4096];
    struct fg_image image = {0};
    bool done = run_folder_path(folder, path, sizeof path, "confusion.png", error) &&
                plot_confusion(&image, confusion, classes, names, error) && fg_image_write_png(&image, path, error);
    fg_image_free(&image);
    return done;
}

enum { SCALE = 2 };

bool picture_samples(const struct run_folder *folder, int64_t step, const float *images, struct shape image, int rows,
                     int columns, struct fg_error *error)
{
    char name[64], path[4096];
    struct fg_image grid = {0};
    if (!run_folder_path(folder, path, sizeof path, "samples", error) || !directory_make(path, error)) {
        return false;
    }
    snprintf(name, sizeof name, "samples/step-%06lld.png", (long long)step);
    bool done = fg_image_grid(&grid, images, rows * columns, image.height, image.width, image.channels, rows, columns,
                              SCALE, error) &&
                run_folder_path(folder, path, sizeof path, name, error) && fg_image_write_png(&grid, path, error) &&
                run_folder_path(folder, path, sizeof path, "samples.png", error) &&
                fg_image_write_png(&grid, path, error);
    fg_image_free(&grid);
    return done;
}

static bool is_loss(const char *name)
{
    size_t length = strlen(name);
    return length >= 4 && strcmp(name + length - 4, "loss") == 0;
}

enum { CURVES_HEIGHT = 500, CURVES_WIDTH = 900 };

static bool draw_curves(const struct run_folder *folder, const struct metric_table *table, bool losses,
                        struct fg_error *error)
{
    struct plot_series series[METRICS_MAX];
    struct plot plot = {.x_label = "step", .whole_x = true, .series = series};
    for (int i = 0; i < table->count; i++) {
        const struct metric_series *from = &table->series[i];
        if (is_loss(from->name) == losses) {
            series[plot.count++] = (struct plot_series){from->name, from->steps, from->values, from->count};
        }
    }
    char path[4096];
    struct fg_image image = {0};
    bool done = plot_lines(&image, &plot, CURVES_HEIGHT, CURVES_WIDTH, error) &&
                run_folder_path(folder, path, sizeof path, losses ? "losses.png" : "scores.png", error) &&
                fg_image_write_png(&image, path, error);
    fg_image_free(&image);
    return done;
}

bool picture_curves(const struct run_folder *folder, const struct metric_table *records, struct fg_error *error)
{
    return draw_curves(folder, records, true, error) && draw_curves(folder, records, false, error);
}
