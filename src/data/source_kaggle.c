#include "data/csv.h"
#include "data/source.h"

#include <stdio.h>
#include <string.h>

/* A folder holds a set as SET.csv, SET.csv.gz, SET.csv.zip, or in the competition's zip as downloaded. */
static int find(enum source_use use, const char *folder, char *found, size_t size)
{
    static const char *const forms[] = {"%s.csv", "%s.csv.gz", "%s.csv.zip", "digit-recognizer.zip"};
    bool input = use == SOURCE_INPUT;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char name[64];
        snprintf(name, sizeof name, forms[i], input ? "test" : "train");
        if (path_join(found, size, folder, name, NULL) && file_exists(found)) {
            return input ? 3 : 1;
        }
    }
    return 0;
}

/* A text, good or bad: what is wrong with it is best said by who reads it. */
static bool recognize(const struct bytes *beginning)
{
    return !memchr(beginning->data, 0, beginning->size);
}

static bool read(struct fg_dataset *dataset, const struct unpacked *file, const char *path, bool labels_wanted,
                 struct fg_error *error)
{
    (void)path;
    bool done = csv_read(dataset, file, labels_wanted, error);
    dataset->numbered_from_one = done;
    return done;
}

static const struct source_file kaggle = {
    .format = "CSV",
    .path = "kaggle",
    .comes = "Kaggle's Digit Recognizer (kaggle.com/competitions/digit-recognizer/data) is downloaded by hand",
    .hints = {"kaggle", "digit-recognizer", ".csv"},
    .files = {"train.csv, train.csv.gz, train.csv.zip or digit-recognizer.zip",
              "train.csv (.gz, .zip), digit-recognizer.zip", "test.csv (.gz, .zip), digit-recognizer.zip"},
    .members = {"train.csv", "train.csv", "test.csv"},
    .find = find,
    .recognize = recognize,
    .most = csv_most,
    .read = read,
};

const struct source_type source_kaggle = {
    .named = {.name = "kaggle",
              .help = "Kaggle's Digit Recognizer: train.csv, gzip or not, or the competition's zip",
              .fields = source_file_fields,
              .size = sizeof(struct source_file_options)},
    .file = &kaggle,
};
