#include "data/source.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

const struct named *const source_table[] = {
    &source_synthetic.named,
    &source_idx.named,
    &source_kaggle.named,
    NULL,
};

static const struct source_type *source_of(const struct fg_data_options *options)
{
    return (const struct source_type *)source_table[options->source];
}

enum { SOURCES = sizeof source_table / sizeof *source_table - 1 };

/* An experiment's options have been checked by its rows; a library's user may say anything. */
static bool check_source(const struct fg_data_options *options, struct fg_error *error)
{
    if (options->source >= 0 && options->source < SOURCES) {
        return true;
    }
    struct text known = {0};
    named_list(&known, source_table);
    fg_fail(error, FG_USAGE, "data.source: want 0..%d, one of %s, got %d", SOURCES - 1, known.data ? known.data : "",
            options->source);
    text_free(&known);
    return false;
}

bool source_load(struct source_data *data, const struct fg_data_options *options, uint64_t seed, int threads,
                 struct fg_error *error)
{
    *data = (struct source_data){0};
    return check_source(options, error) && source_of(options)->load(data, options, seed, threads, error);
}

bool fg_dataset_load(struct fg_dataset *dataset, const struct fg_data_options *options, uint64_t seed, int threads,
                     struct fg_error *error)
{
    struct source_data data;
    bool done = source_load(&data, options, seed, threads, error);
    *dataset = data.dataset;
    return done;
}

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
