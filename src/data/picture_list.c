#include "data/picture_list.h"

#include "base/file.h"
#include "base/memory.h"
#include "forger/data.h"
#include "image/format.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool has_picture_ending(const char *path)
{
    static const char *const endings[] = {".png", ".jpg",  ".jpeg", ".bmp",  ".pgm",  ".ppm",  ".pnm",  ".pbm",
                                          ".gif", ".webp", ".tif",  ".tiff", ".heic", ".heif", ".avif", NULL};
    const char *dot = strrchr(path, '.');
    for (int i = 0; dot && endings[i]; i++) {
        if (strcasecmp(dot, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* A pipe is not looked into: what is read of it is gone. */
static bool begins_as_picture(const char *path)
{
    struct stat status;
    FILE *stream = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? file_open(path, NULL) : NULL;
    if (!stream) {
        return false;
    }
    unsigned char data[FORMAT_BEGINNING];
    struct bytes beginning = {.data = data, .size = fread(data, 1, sizeof data, stream)};
    fclose(stream);
    return format_recognize(&beginning) != NULL;
}

bool picture_recognize(const char *path)
{
    return !file_is_directory(path) && (has_picture_ending(path) || begins_as_picture(path));
}

/* What is in a folder. */
struct entries {
    struct dirent **list;
    int count;
};

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int is_picture(const struct dirent *entry)
{
    return is_shown(entry) && has_picture_ending(entry->d_name);
}

static int compare(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool entries_open(struct entries *entries, const char *folder, bool pictures, struct fg_error *error)
{
    entries->count = scandir(folder, &entries->list, pictures ? is_picture : is_shown, compare);
    return entries->count >= 0 || file_fail(folder, "cannot read the folder", error);
}

static void entries_free(struct entries *entries)
{
    for (int i = 0; i < entries->count; i++) {
        free(entries->list[i]);
    }
    if (entries->count >= 0) {
        free(entries->list);
    }
}

bool picture_folder_recognize(const char *folder)
{
    struct entries entries;
    bool found = entries_open(&entries, folder, true, NULL) && entries.count > 0;
    entries_free(&entries);
    return found;
}

bool picture_classes_recognize(const char *folder)
{
    struct entries entries;
    char path[4096];
    bool found = false;
    if (entries_open(&entries, folder, false, NULL)) {
        for (int i = 0; i < entries.count && !found; i++) {
            found = path_join(path, sizeof path, folder, entries.list[i]->d_name, NULL) && file_is_directory(path) &&
                    picture_folder_recognize(path);
        }
    }
    entries_free(&entries);
    return found;
}

static bool fail_memory(struct fg_error *error)
{
    return fg_fail(error, FG_FAILED, "out of memory");
}

static bool add(struct picture_list *list, const char *path, int label, struct fg_error *error)
{
    if (list->count == list->capacity) {
        int capacity = list->capacity ? 2 * list->capacity : 64;
        struct picture_file *files = realloc(list->files, (size_t)capacity * sizeof *files);
        if (!files) {
            return fail_memory(error);
        }
        list->files = files;
        list->capacity = capacity;
    }
    char *copy = strdup(path);
    if (!copy) {
        return fail_memory(error);
    }
    list->files[list->count++] = (struct picture_file){copy, (uint8_t)label};
    return true;
}

bool picture_list_add(struct picture_list *list, const char *path, struct fg_error *error)
{
    return add(list, path, 0, error);
}

static bool add_pictures(struct picture_list *list, const char *folder, struct fg_error *error)
{
    struct entries entries;
    char path[4096];
    bool done = entries_open(&entries, folder, true, error);
    for (int i = 0; done && i < entries.count; i++) {
        done = path_join(path, sizeof path, folder, entries.list[i]->d_name, error) && add(list, path, 0, error);
    }
    entries_free(&entries);
    return done;
}

bool picture_list_add_folder(struct picture_list *list, const char *folder, struct fg_error *error)
{
    struct entries entries;
    char path[4096];
    if (picture_folder_recognize(folder)) {
        return add_pictures(list, folder, error);
    }
    bool done = entries_open(&entries, folder, false, error);
    for (int i = 0; done && i < entries.count; i++) {
        done = path_join(path, sizeof path, folder, entries.list[i]->d_name, error) &&
               (!file_is_directory(path) || add_pictures(list, path, error));
    }
    entries_free(&entries);
    return done;
}

/* All that is in a folder; folders are none of it. */
static bool add_class(struct picture_list *list, const char *folder, int label, struct fg_error *error)
{
    struct entries entries;
    char path[4096];
    bool done = entries_open(&entries, folder, false, error);
    if (done && entries.count == 0) {
        done = fg_fail(error, FG_FAILED, "%s: is an empty folder, want pictures in it", folder);
    }
    for (int i = 0; done && i < entries.count; i++) {
        done = path_join(path, sizeof path, folder, entries.list[i]->d_name, error) &&
               (!file_is_directory(path) ||
                fg_fail(error, FG_FAILED, "%s: is a folder, want only pictures in a class's folder", path)) &&
               add(list, path, label, error);
    }
    entries_free(&entries);
    return done;
}

int picture_class_number(const char *name)
{
    char again[16];
    int number = atoi(name);
    snprintf(again, sizeof again, "%d", number);
    return strcmp(name, again) == 0 ? number : -1;
}

static int compare_numbers(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return picture_class_number(*left) - picture_class_number(*right);
}

bool picture_list_is_numbered(const struct picture_list *list)
{
    for (int i = 0; i < list->class_count; i++) {
        int number = picture_class_number(list->classes[i]);
        if (number < 0 || number >= list->class_count) {
            return false;
        }
    }
    return list->class_count > 0;
}

static bool name_class(struct picture_list *list, const char *folder, const char *name, struct fg_error *error)
{
    if (strlen(name) >= FG_CLASS_NAME_SIZE) {
        return fg_fail(error, FG_FAILED, "%s/%s: is too long a name for a class: want at most %d bytes", folder, name,
                       FG_CLASS_NAME_SIZE - 1);
    }
    char *copy = strdup(name);
    if (!copy) {
        return fail_memory(error);
    }
    list->classes[list->class_count++] = copy;
    return true;
}

static bool name_classes(struct picture_list *list, const char *folder, const struct entries *entries,
                         struct fg_error *error)
{
    if (entries->count > PICTURE_CLASSES_MAX) {
        return fg_fail(error, FG_FAILED, "%s: has %d folders, want at most %d classes", folder, entries->count,
                       PICTURE_CLASSES_MAX);
    }
    list->classes = memory_new((size_t)entries->count, sizeof *list->classes, error);
    bool done = list->classes;
    for (int i = 0; done && i < entries->count; i++) {
        const struct dirent *entry = entries->list[i];
        assert(entry);
        done = name_class(list, folder, entry->d_name, error);
    }
    if (done && picture_list_is_numbered(list)) {
        qsort(list->classes, (size_t)list->class_count, sizeof *list->classes, compare_numbers);
    }
    return done;
}

static bool add_classes(struct picture_list *list, const char *folder, const struct entries *entries,
                        struct fg_error *error)
{
    char path[4096];
    bool done = name_classes(list, folder, entries, error);
    for (int i = 0; done && i < list->class_count; i++) {
        done = path_join(path, sizeof path, folder, list->classes[i], error) && add_class(list, path, i, error);
    }
    return done;
}

/* A name in the folder that is a folder's, or that is none's; NULL: there is none. */
static const char *find_entry(const char *folder, const struct entries *entries, bool directory)
{
    char path[4096];
    for (int i = 0; i < entries->count; i++) {
        const char *name = entries->list[i]->d_name;
        if (path_join(path, sizeof path, folder, name, NULL) && file_is_directory(path) == directory) {
            return name;
        }
    }
    return NULL;
}

bool picture_list_open(struct picture_list *list, const char *folder, struct fg_error *error)
{
    struct entries entries;
    *list = (struct picture_list){0};
    bool done = entries_open(&entries, folder, false, error);
    if (done) {
        const char *class = find_entry(folder, &entries, true), *file = find_entry(folder, &entries, false);
        done = class && file ? fg_fail(error, FG_FAILED,
                                       "%s: has files (%s) beside folders (%s), want pictures, or a folder of them for "
                                       "each class",
                                       folder, file, class)
               : class       ? add_classes(list, folder, &entries, error)
                             : add_class(list, folder, 0, error);
    }
    entries_free(&entries);
    if (!done) {
        picture_list_free(list);
    }
    return done;
}

void picture_list_free(struct picture_list *list)
{
    for (int i = 0; i < list->count; i++) {
        free(list->files[i].path);
    }
    for (int i = 0; i < list->class_count; i++) {
        free(list->classes[i]);
    }
    free(list->files);
    free(list->classes);
    *list = (struct picture_list){0};
}
