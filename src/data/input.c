#include "data/input.h"

#include "data/csv.h"
#include "data/idx.h"
#include "data/kaggle.h"
#include "data/source.h"
#include "image/format.h"

#include <string.h>

static size_t most_of(const struct bytes *beginning)
{
    return idx_recognize(beginning) ? idx_most(beginning) : csv_most(beginning);
}

static bool read_unpacked(struct fg_dataset *dataset, const struct unpacked *file, const char *path, bool labels_wanted,
                          struct fg_error *error)
{
    const char *picture = format_recognize(&file->bytes);
    if (picture) {
        return fg_fail(error, FG_FAILED, "%s: is %s, want a data set (IDX or CSV); a picture is read from a file", path,
                       picture);
    }
    bool is_idx = idx_recognize(&file->bytes);
    bool done =
        is_idx ? idx_load(dataset, file, path, labels_wanted, error) : csv_read(dataset, file, labels_wanted, error);
    dataset->numbered_from_one = done && !is_idx;
    return done;
}

/* A file of either format. */
static bool load_file(struct fg_dataset *dataset, const char *path, const char *member, bool labels_wanted,
                      struct fg_error *error)
{
    struct unpacked file;
    if (!unpack_file(&file, path, member, most_of, error)) {
        return false;
    }
    bool done = read_unpacked(dataset, &file, path, labels_wanted, error);
    unpacked_free(&file);
    return done;
}

bool data_input_load(struct fg_dataset *dataset, const char *path, struct fg_error *error)
{
    char found[4096], folder[4096];
    *dataset = (struct fg_dataset){0};
    if (!source_find(found, sizeof found, path, error)) {
        return false;
    }
    if (file_is_directory(found)) {
        strcpy(folder, found);
        if (!kaggle_find(found, sizeof found, folder, "test") && !idx_find(found, sizeof found, folder, "t10k") &&
            !idx_find(found, sizeof found, folder, "train")) {
            return fg_fail(error, FG_FAILED,
                           "%s: has no images to predict: looked for pictures (.png, .jpg, .bmp, .pgm, .ppm), test.csv "
                           "(.gz, .zip), digit-recognizer.zip, t10k-images-idx3-ubyte (.gz), train-images-idx3-ubyte "
                           "(.gz)",
                           folder);
        }
    }
    return load_file(dataset, found, "test.csv", false, error);
}

/* Advice for `eval --data PATH`. */
static bool fail_missing(const char *path, struct fg_error *error)
{
    bool kaggle = strstr(path, "kaggle") || strstr(path, "digit-recognizer") || strstr(path, ".csv");
    return source_hint(error, kaggle ? KAGGLE_COMES "; `--data synthetic` needs no download"
                                     : MNIST_COMES " to data/mnist; `--data synthetic` needs no download");
}

bool data_test_set_load(struct fg_dataset *dataset, const char *path, struct fg_error *error)
{
    char found[4096], folder[4096];
    *dataset = (struct fg_dataset){0};
    if (!source_find(found, sizeof found, path, error)) {
        return fail_missing(path, error);
    }
    if (file_is_directory(found)) {
        strcpy(folder, found);
        if (!idx_find(found, sizeof found, folder, "t10k") && !idx_find(found, sizeof found, folder, "train") &&
            !kaggle_find(found, sizeof found, folder, "train")) {
            fg_fail(error, FG_FAILED,
                    "%s: has no labelled images: looked for t10k-images-idx3-ubyte (.gz), train-images-idx3-ubyte "
                    "(.gz), train.csv (.gz, .zip), digit-recognizer.zip",
                    folder);
            return fail_missing(path, error);
        }
    }
    return load_file(dataset, found, "train.csv", true, error);
}
