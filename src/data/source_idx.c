#include "data/idx.h"
#include "data/source.h"

#include <stdio.h>
#include <string.h>

/* The images file of a set ("train", "t10k") in a folder: SET-images-idx3-ubyte, -idx4-, .idx for -idx, .gz or not. */
static bool find_set(const char *set, const char *folder, char *found, size_t size)
{
    static const char *const endings[] = {"-idx3-ubyte", "-idx3-ubyte.gz", ".idx3-ubyte", ".idx3-ubyte.gz",
                                          "-idx4-ubyte", "-idx4-ubyte.gz", ".idx4-ubyte", ".idx4-ubyte.gz"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s-images%s", set, endings[i]);
        if (path_join(found, size, folder, name, NULL) && file_exists(found)) {
            return true;
        }
    }
    return false;
}

/* The last place of part in text, or NULL. */
static char *find_last(char *text, const char *part)
{
    char *last = NULL;
    for (char *at = strstr(text, part); at; at = strstr(at + 1, part)) {
        last = at;
    }
    return last;
}

bool idx_find_labels(char *found, size_t size, const char *images)
{
    found[0] = '\0';
    if (strlen(images) + sizeof ".gz" > size) {
        return false;
    }
    strcpy(found, images);
    char *slash = strrchr(found, '/');
    char *name = slash ? slash + 1 : found;
    char *images_at = find_last(name, "images");
    if (!images_at) {
        found[0] = '\0';
        return false;
    }
    memcpy(images_at, "labels", 6);
    char *rank = strstr(images_at, "idx");
    if (rank && (rank[3] == '3' || rank[3] == '4')) {
        rank[3] = '1';
    }
    if (file_exists(found)) {
        return true;
    }
    char *packed = found + strlen(found) - 3;
    bool is_packed = packed > name && strcmp(packed, ".gz") == 0;
    strcpy(is_packed ? packed : packed + 3, is_packed ? "" : ".gz");
    return file_exists(found);
}

bool idx_load(struct fg_dataset *dataset, const struct unpacked *images, const char *path, bool labels_wanted,
              struct fg_error *error)
{
    char labels_path[4096];
    if (!idx_find_labels(labels_path, sizeof labels_path, path)) {
        if (!labels_wanted) {
            return idx_read(dataset, images, NULL, error);
        }
        return labels_path[0]
                   ? fg_fail(error, FG_FAILED, "%s: its labels are missing: no file %s", path, labels_path)
                   : fg_fail(error, FG_FAILED,
                             "%s: want \"images\" in its name, to find the file with \"labels\" beside it", path);
    }
    struct unpacked labels;
    if (!unpack_file(&labels, labels_path, NULL, idx_most, error)) {
        return false;
    }
    bool done = idx_read(dataset, images, &labels, error);
    unpacked_free(&labels);
    return done;
}

static int find(enum source_use use, const char *folder, char *found, size_t size)
{
    bool test = use != SOURCE_TRAINING && find_set("t10k", folder, found, size);
    return test ? 2 : find_set("train", folder, found, size);
}

#define TEST_FILES "t10k-images-idx3-ubyte (.gz), train-images-idx3-ubyte (.gz)"

static const struct source_file idx = {
    .format = "IDX",
    .path = "mnist",
    .comes = "`make mnist` downloads MNIST to data/mnist",
    .files = {"train-images-idx3-ubyte, .gz or not", TEST_FILES, TEST_FILES},
    .find = find,
    .recognize = idx_recognize,
    .most = idx_most,
    .read = idx_load,
};

const struct source_type source_idx = {
    .named = {.name = "idx",
              .help = "MNIST and its like: IDX files of images and labels, gzip or not",
              .fields = source_file_fields,
              .size = sizeof(struct source_file_options)},
    .file = &idx,
};
