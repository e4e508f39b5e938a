#include "data/input.h"

#include "data/source.h"
#include "image/format.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

/* The kind of file that source number i reads; NULL where it reads none. *i goes on to the next; the last is 0. */
static const struct source_file *next_kind(int *i)
{
    const struct source_type *type = NULL;
    do {
        type = (const struct source_type *)source_table[*i];
        *i += type != NULL;
    } while (type && !type->file);
    return type ? type->file : NULL;
}

static const struct source_file *recognize(const struct bytes *beginning)
{
    int i = 0;
    const struct source_file *kind = next_kind(&i);
    while (kind && !kind->recognize(beginning)) {
        kind = next_kind(&i);
    }
    return kind;
}

static size_t most_of(const struct bytes *beginning)
{
    const struct source_file *kind = recognize(beginning);
    return kind ? kind->most(beginning) : 0;
}

/* "IDX or CSV" */
static void add_formats(struct text *text)
{
    int i = 0;
    for (const struct source_file *kind = next_kind(&i), *next; kind; kind = next) {
        next = next_kind(&i);
        text_add(text, "%s%s", !text->length ? "" : next ? ", " : " or ", kind->format);
    }
}

static bool fail_strange(const char *path, const char *picture, struct fg_error *error)
{
    struct text formats = {0};
    add_formats(&formats);
    fg_fail(error, FG_FAILED, "%s: is %s, want a data set (%s)%s", path, picture ? picture : "of no kind that is read",
            formats.data ? formats.data : "", picture ? "; a picture is read from a file" : "");
    text_free(&formats);
    return false;
}

static bool read_unpacked(struct fg_dataset *dataset, const struct unpacked *file, const char *path,
                          enum source_use use, struct fg_error *error)
{
    const char *picture = format_recognize(&file->bytes);
    const struct source_file *kind = recognize(&file->bytes);
    return picture || !kind ? fail_strange(path, picture, error)
                            : kind->read(dataset, file, path, use == SOURCE_TEST, error);
}

/* Of a zip: the first kind that looks for a member of one. */
static const char *member_for(enum source_use use)
{
    int i = 0;
    const struct source_file *kind = next_kind(&i);
    while (kind && !kind->members[use]) {
        kind = next_kind(&i);
    }
    return kind ? kind->members[use] : NULL;
}

/* What serves best of the kinds of sources. */
struct choice {
    const struct source_files *files;
    int serves;
    char path[PATH_SIZE]; /* of a file in a folder, where the kind is one of those */
};

static void choose(struct choice *choice, enum source_use use, const char *path)
{
    char found[PATH_SIZE] = "";
    bool folder = file_is_directory(path);
    *choice = (struct choice){0};
    for (int i = 0; source_table[i]; i++) {
        const struct source_type *type = (const struct source_type *)source_table[i];
        int serves = type->files            ? type->files->serves(use, path)
                     : type->file && folder ? type->file->find(use, path, found, sizeof found)
                                            : 0;
        if (serves > choice->serves) {
            choice->files = type->files;
            choice->serves = serves;
            strcpy(choice->path, found);
        }
    }
}

static bool fail_empty(enum source_use use, const char *folder, struct fg_error *error)
{
    struct text wanted = {0};
    for (int i = 0; source_table[i]; i++) {
        const struct source_type *type = (const struct source_type *)source_table[i];
        const char *files = type->file ? type->file->files[use] : type->files ? type->files->files[use] : NULL;
        text_add(&wanted, "%s%s", wanted.length && files ? ", " : "", files ? files : "");
    }
    fg_fail(error, FG_FAILED, "%s: has no %s: looked for %s", folder,
            use == SOURCE_TEST ? "labelled images" : "images to predict", wanted.data ? wanted.data : "");
    text_free(&wanted);
    return false;
}

static bool load_file(struct fg_dataset *dataset, const char *path, enum source_use use, struct fg_error *error)
{
    struct unpacked file;
    if (!unpack_file(&file, path, member_for(use), most_of, error)) {
        return false;
    }
    bool done = read_unpacked(dataset, &file, path, use, error);
    unpacked_free(&file);
    return done;
}

static bool is_hinted(const struct source_file *kind, const char *path)
{
    for (const char *const *hint = kind->hints; *hint; hint++) {
        if (strstr(path, *hint)) {
            return true;
        }
    }
    return false;
}

/* Advice for the kind that was meant, or else the first. */
static bool fail_missing(const char *path, struct fg_error *error)
{
    char advice[256];
    int i = 0;
    const struct source_file *kind = next_kind(&i), *meant = kind;
    for (; kind; kind = next_kind(&i)) {
        meant = is_hinted(kind, path) ? kind : meant;
    }
    snprintf(advice, sizeof advice, "%s; `--data synthetic` needs no download", meant ? meant->comes : "");
    return source_hint(error, advice);
}

/* A file, or a folder with one in it; choice: what serves of it. */
static bool load_one(struct input *input, const struct input_request *request, const char *path,
                     const struct choice *choice, struct fg_error *error)
{
    char found[PATH_SIZE];
    bool test = request->use == SOURCE_TEST;
    if (!source_find(found, sizeof found, path, error)) {
        return test ? fail_missing(path, error) : false;
    }
    bool folder = file_is_directory(found);
    if (folder && choice->serves == 0) {
        fail_empty(request->use, found, error);
        return test ? fail_missing(path, error) : false;
    }
    return load_file(&input->dataset, folder ? choice->path : found, request->use, error);
}

bool input_load(struct input *input, const struct input_request *request, const char *const *paths, int count,
                struct fg_error *error)
{
    struct choice choice = {0};
    char found[PATH_SIZE];
    *input = (struct input){0};
    assert(count > 0);
    for (int i = 0; i < count; i++) {
        bool there = source_find(found, sizeof found, paths[i], NULL);
        choose(&choice, request->use, there ? found : paths[i]);
        if (!choice.files) {
            return count == 1 ? load_one(input, request, paths[i], &choice, error)
                              : fg_fail(error, FG_USAGE, "%s: no picture and no folder of pictures: predict it alone",
                                        paths[i]);
        }
    }
    return choice.files->read(input, request, paths, count, error);
}

void input_free(struct input *input)
{
    for (uint32_t i = 0; input->names && i < input->dataset.count; i++) {
        free(input->names[i]);
    }
    free(input->names);
    fg_dataset_free(&input->dataset);
    *input = (struct input){0};
}
