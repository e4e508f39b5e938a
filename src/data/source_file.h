#ifndef DATA_SOURCE_FILE_H
#define DATA_SOURCE_FILE_H

#include "data/unpack.h"
#include "forger/data.h"

/* What a file of examples is opened for: to train on, to measure a finished model on, to be read by one. Labels are
 * wanted but in the last case, where they are taken if they are there. */
enum source_use { SOURCE_TRAINING, SOURCE_TEST, SOURCE_INPUT, SOURCE_USES };

/* A kind of file that holds examples. */
struct source_file {
    const char *format;   /* "IDX" */
    const char *path;     /* where none is given: "mnist" */
    const char *comes;    /* where such data comes from, for advice where it is missing */
    const char *hints[4]; /* parts of paths that mean this kind, for that advice; ends with NULL */

    /* By use: the files of a folder that are looked for, for messages, and the member of a zip (NULL: it is in none).
     */
    const char *files[SOURCE_USES], *members[SOURCE_USES];

    /* The file in a folder that serves this use: its path in found. Returns how well it does, and 0 where there is
     * none: 3 it is made for it, 2 it is a test set, 1 it is a training set. Of several kinds the best is taken. */
    int (*find)(enum source_use use, const char *folder, char *found, size_t size);

    /* Whether a file begins as this kind does, unpacked; and then how many bytes there can be in it. */
    bool (*recognize)(const struct bytes *beginning);
    unpack_most *most;

    /* Fill dataset, which is empty, and is so after a failure. path: where the file is, to find what lies beside it. */
    bool (*read)(struct fg_dataset *dataset, const struct unpacked *file, const char *path, bool labels_wanted,
                 struct fg_error *error);
};

struct input;
struct input_request;

/* A kind of examples each of which is a file: a finished model is given some of them, and folders of them. */
struct source_files {
    const char *files[SOURCE_USES]; /* what is looked for in a folder */

    /* How well a path serves, as source_file.find says it of a file, and 4 where it can be nothing else. */
    int (*serves)(enum source_use use, const char *path);

    /* Load `count` such paths; what is asked of input is in data/input.h. */
    bool (*read)(struct input *input, const struct input_request *request, const char *const *paths, int count,
                 struct fg_error *error);
};

/* Find a path as given, under $FORGER_DATA, under ./data. The message names what was tried, and FORGER_DATA where it is
 * not set. */
bool source_find(char *found, size_t size, const char *path, struct fg_error *error);

/* Put a line with advice after the message, and return false. */
bool source_hint(struct fg_error *error, const char *hint);

#endif
