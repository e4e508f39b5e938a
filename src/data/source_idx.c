#include "data/idx.h"
#include "data/source.h"

#include <stdio.h>
#include <string.h>

static const char MISSING[] = MNIST_COMES "; data.source=synthetic needs no download";

bool idx_find(char *found, size_t size, const char *folder, const char *set)
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

static bool load(struct source_data *data, const struct fg_data_options *options, uint64_t seed, int threads,
                 struct fg_error *error)
{
    (void)threads;
    (void)seed;
    char path[4096], folder[4096];
    if (!source_find(path, sizeof path, options->path ? options->path : "mnist", error)) {
        return source_hint(error, MISSING);
    }
    if (file_is_directory(path)) {
        strcpy(folder, path);
        if (!idx_find(path, sizeof path, folder, "train")) {
            fg_fail(error, FG_FAILED, "%s: has no train-images-idx3-ubyte, .gz or not", folder);
            return source_hint(error, MISSING);
        }
    }
    struct unpacked images;
    if (!unpack_file(&images, path, NULL, idx_most, error)) {
        return false;
    }
    bool done = idx_load(&data->dataset, &images, path, true, error);
    unpacked_free(&images);
    return done;
}

const struct source_type source_idx = {
    .named = {.name = "idx", .help = "MNIST and its like: IDX files of images and labels, gzip or not"},
    .load = load,
};
