#include "data/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct field source_file_fields[] = {
    ROW("path", FIELD_TEXT, source_file_options, path, "", 0, 0,
        "file or folder, `mnist` or `kaggle` where none is given; tried as given, under $FORGER_DATA, under ./data",
        .fixed = SOURCE_FIXED " (where the same files have moved, say so in its config.yaml)"),
    SOURCE_COUNT,
    {0},
};

/* "folder/path"; the path itself where folder is "". */
static bool place(char *found, size_t size, const char *folder, const char *path, struct fg_error *error)
{
    if (*folder) {
        return path_join(found, size, folder, path, error);
    }
    return (size_t)snprintf(found, size, "%s", path) < size ||
           fg_fail(error, FG_FAILED, "%.60s...: the path is longer than %zu bytes", path, size - 1);
}

bool source_find(char *found, size_t size, const char *path, struct fg_error *error)
{
    const char *folders[] = {"", getenv("FORGER_DATA"), "data"};
    size_t places = path[0] == '/' ? 1 : sizeof folders / sizeof *folders;
    struct text tried = {0};
    bool there = false, fits = true;
    for (size_t i = 0; i < places && fits && !there; i++) {
        if (folders[i]) {
            fits = place(found, size, folders[i], path, error);
            there = fits && file_exists(found);
            text_add(&tried, "%s%s", tried.length ? ", " : "", found);
        }
    }
    if (fits && !there) {
        bool unset = places > 1 && !folders[1];
        fg_fail(error, FG_FAILED, "%.200s: no such file or folder (tried %.400s%s)", path, tried.data ? tried.data : "",
                unset ? "; $FORGER_DATA is not set" : "");
    }
    text_free(&tried);
    return there;
}

bool source_hint(struct fg_error *error, const char *hint)
{
    if (error) {
        struct fg_error before = *error;
        fg_fail(error, before.code, "%.700s\n%s", before.message, hint);
    }
    return false;
}

static bool fail_missing(const struct source_file *kind, struct fg_error *error)
{
    char hint[256];
    snprintf(hint, sizeof hint, "%s; data.source=synthetic needs no download", kind->comes);
    return source_hint(error, hint);
}

bool source_file_load(struct fg_dataset *dataset, const struct source_file *kind,
                      const struct source_file_options *options, struct fg_error *error)
{
    char path[4096], folder[4096];
    if (!source_find(path, sizeof path, options->path ? options->path : kind->path, error)) {
        return fail_missing(kind, error);
    }
    if (file_is_directory(path)) {
        strcpy(folder, path);
        if (!kind->find(SOURCE_TRAINING, folder, path, sizeof path)) {
            fg_fail(error, FG_FAILED, "%s: has no %s", folder, kind->files[SOURCE_TRAINING]);
            return fail_missing(kind, error);
        }
    }
    struct unpacked file;
    if (!unpack_file(&file, path, kind->members[SOURCE_TRAINING], kind->most, error)) {
        return false;
    }
    bool done = kind->read(dataset, &file, path, true, error);
    unpacked_free(&file);
    return done;
}
