#include "data/input.h"

#include "data/source.h"
#include "image/format.h"

#include <stdio.h>
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

/* The file in a folder that serves best. */
static bool find_in_folder(enum source_use use, const char *folder, char *found, size_t size)
{
    char path[PATH_SIZE];
    int best = 0, i = 0;
    for (const struct source_file *kind; (kind = next_kind(&i));) {
        int serves = kind->find(use, folder, path, sizeof path);
        if (serves > best) {
            best = serves;
            snprintf(found, size, "%s", path);
        }
    }
    return best > 0;
}

static bool fail_empty(enum source_use use, const char *folder, struct fg_error *error)
{
    struct text files = {0};
    int i = 0;
    for (const struct source_file *kind; (kind = next_kind(&i));) {
        text_add(&files, "%s%s", files.length ? ", " : "", kind->files[use]);
    }
    fg_fail(error, FG_FAILED, "%s: has no %s: looked for %s%s", folder,
            use == SOURCE_TEST ? "labelled images" : "images to predict",
            use == SOURCE_TEST ? "" : "pictures (.png, .jpg, .bmp, .pgm, .ppm), ", files.data ? files.data : "");
    text_free(&files);
    return false;
}

/* The file that a path means, in a buffer of PATH_SIZE. */
static bool locate(char *found, const char *path, enum source_use use, struct fg_error *error)
{
    char folder[PATH_SIZE];
    if (!source_find(found, PATH_SIZE, path, error)) {
        return false;
    }
    if (!file_is_directory(found)) {
        return true;
    }
    strcpy(folder, found);
    return find_in_folder(use, folder, found, PATH_SIZE) || fail_empty(use, folder, error);
}

static bool load(struct fg_dataset *dataset, const char *found, enum source_use use, struct fg_error *error)
{
    struct unpacked file;
    if (!unpack_file(&file, found, member_for(use), most_of, error)) {
        return false;
    }
    bool done = read_unpacked(dataset, &file, found, use, error);
    unpacked_free(&file);
    return done;
}

bool data_input_load(struct fg_dataset *dataset, const char *path, struct fg_error *error)
{
    char found[PATH_SIZE];
    *dataset = (struct fg_dataset){0};
    return locate(found, path, SOURCE_INPUT, error) && load(dataset, found, SOURCE_INPUT, error);
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

bool data_test_set_load(struct fg_dataset *dataset, const char *path, struct fg_error *error)
{
    char found[PATH_SIZE];
    *dataset = (struct fg_dataset){0};
    return locate(found, path, SOURCE_TEST, error) ? load(dataset, found, SOURCE_TEST, error)
                                                   : fail_missing(path, error);
}
