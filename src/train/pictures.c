#include "train/pictures.h"

#include "forger/image.h"
#include "image/plot.h"

#include <stdio.h>

bool picture_confusion(const struct run_folder *folder, const struct classification *result, struct fg_error *error)
{
    char path[4096];
    struct fg_image image = {0};
    bool done = run_folder_path(folder, path, sizeof path, "confusion.png", error) &&
                plot_confusion(&image, result->confusion, result->classes, error) &&
                fg_image_write_png(&image, path, error);
    fg_image_free(&image);
    return done;
}

enum { SCALE = 2 };

bool picture_samples(const struct run_folder *folder, int64_t step, const float *images, int height, int width,
                     int channels, int rows, int columns, struct fg_error *error)
{
    char name[64], path[4096];
    struct fg_image grid = {0};
    snprintf(name, sizeof name, "samples/step-%06lld.png", (long long)step);
    bool done = fg_image_grid(&grid, images, rows * columns, height, width, channels, rows, columns, SCALE, error) &&
                run_folder_path(folder, path, sizeof path, name, error) && fg_image_write_png(&grid, path, error) &&
                run_folder_path(folder, path, sizeof path, "samples.png", error) &&
                fg_image_write_png(&grid, path, error);
    fg_image_free(&grid);
    return done;
}
