#include "data/csv.h"
#include "data/kaggle.h"
#include "data/source.h"

#include <stdio.h>
#include <string.h>

bool kaggle_find(char *found, size_t size, const char *folder, const char *set)
{
    static const char *const forms[] = {"%s.csv", "%s.csv.gz", "%s.csv.zip", "digit-recognizer.zip"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char name[64];
        snprintf(name, sizeof name, forms[i], set);
        if (path_join(found, size, folder, name, NULL) && file_exists(found)) {
            return true;
        }
    }
    return false;
}

static bool load(struct source_data *data, const struct fg_data_options *options, uint64_t seed, int threads,
                 struct fg_error *error)
{
    (void)threads;
    static const char missing[] = KAGGLE_COMES "; data.source=synthetic needs no download";
    (void)seed;
    char path[4096], folder[4096];
    if (!source_find(path, sizeof path, options->path ? options->path : "kaggle", error)) {
        return source_hint(error, missing);
    }
    if (file_is_directory(path)) {
        strcpy(folder, path);
        if (!kaggle_find(path, sizeof path, folder, "train")) {
            fg_fail(error, FG_FAILED, "%s: has no train.csv, train.csv.gz, train.csv.zip or digit-recognizer.zip",
                    folder);
            return source_hint(error, missing);
        }
    }
    struct unpacked file;
    if (!unpack_file(&file, path, "train.csv", csv_most, error)) {
        return false;
    }
    bool done = csv_read(&data->dataset, &file, true, error);
    unpacked_free(&file);
    return done;
}

const struct source_type source_kaggle = {
    .named = {.name = "kaggle", .help = "Kaggle's Digit Recognizer: train.csv, gzip or not, or the competition's zip"},
    .load = load,
};
