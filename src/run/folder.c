#include "run/folder.h"

#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS_TRIED = 100000, PATH_SIZE = sizeof((struct run_folder *)0)->path };

/* The length of the part of path in front of its last name, 0 where there is none: "a/b" gives 1, "/b" gives 1. */
static size_t parent_length(const char *path, size_t length)
{
    while (length > 0 && path[length - 1] != '/') {
        length--;
    }
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    return length;
}

/* The length of the longest part of path, without its last name, that is there. */
static size_t found_length(const char *path)
{
    char part[PATH_SIZE];
    size_t length = strlen(path);
    do {
        length = parent_length(path, length);
        snprintf(part, sizeof part, "%.*s", (int)length, path);
    } while (length > 0 && !file_exists(part));
    return length;
}

/* Remove the empty folders of path that were not there before. */
static void remove_made(const char *path, size_t found)
{
    char part[PATH_SIZE];
    for (size_t length = strlen(path); length > found; length = parent_length(path, length)) {
        snprintf(part, sizeof part, "%.*s", (int)length, path);
        rmdir(part);
    }
}

static bool make_parents(const char *path, struct fg_error *error)
{
    char parent[PATH_SIZE];
    size_t length = parent_length(path, strlen(path));
    snprintf(parent, sizeof parent, "%.*s", (int)length, path);
    return length == 0 || directory_make(parent, error);
}

bool run_folder_has(const char *path)
{
    char manifest[PATH_SIZE];
    const char *name = strrchr(path, '/');
    int length = snprintf(manifest, sizeof manifest, "%.*srun.json", name ? (int)(name + 1 - path) : 0, path);
    return length < (int)sizeof manifest && file_exists(manifest);
}

enum outcome { MADE, TAKEN, FAILED };

/* Make folder->path where nothing is yet: mkdir decides, so that of two runs only one gets it. Where it isn't MADE,
 * nothing is left. */
static enum outcome make_folder(struct run_folder *folder, struct fg_error *error)
{
    folder->found = found_length(folder->path);
    if (make_parents(folder->path, error)) {
        if (mkdir(folder->path, 0777) == 0) {
            return MADE;
        }
        int reason = errno;
        fg_fail(error, FG_FAILED, "%s: cannot make the run folder: %s", folder->path, strerror(reason));
        if (reason == EEXIST) {
            return TAKEN;
        }
    }
    remove_made(folder->path, folder->found);
    return FAILED;
}

static bool copy_path(struct run_folder *folder, const char *path, struct fg_error *error)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    if (length >= sizeof folder->path) {
        return fg_fail(error, FG_FAILED, "%.60s...: the path is longer than %zu bytes", path, sizeof folder->path - 1);
    }
    memcpy(folder->path, path, length);
    folder->path[length] = '\0';
    return true;
}

static bool fail_taken(const char *path, struct fg_error *error)
{
    return fg_fail(error, FG_USAGE,
                   "%s: exists already, and nothing is overwritten: say another folder, remove this one, or say none, "
                   "for a new one under outputs/",
                   path);
}

bool run_folder_is_free(const char *out, struct fg_error *error)
{
    return !out || !file_exists(out) || fail_taken(out, error);
}

static bool create_at(struct run_folder *folder, const char *out, struct fg_error *error)
{
    if (out[0] == '\0') {
        return fg_fail(error, FG_USAGE, "out: want the path of a new folder, got an empty one");
    }
    if (!copy_path(folder, out, error)) {
        return false;
    }
    enum outcome outcome = make_folder(folder, error);
    if (outcome == TAKEN) {
        fail_taken(folder->path, error);
    }
    return outcome == MADE;
}

bool run_folder_is_name(const char *name)
{
    bool good = name[0] != '\0' && name[0] != '.' && strlen(name) < 100;
    for (const char *letter = name; *letter && good; letter++) {
        good = *letter != '/' && (unsigned char)*letter >= ' ';
    }
    return good;
}

bool run_folder_create(struct run_folder *folder, const char *out, const char *name, struct fg_error *error)
{
    if (out) {
        return create_at(folder, out, error);
    }
    if (!run_folder_is_name(name)) {
        return fg_fail(error, FG_USAGE, "name: " RUN_FOLDER_NAME ", got %.200s", name);
    }
    for (int i = 1; i < FOLDERS_TRIED; i++) {
        char number[16] = "";
        if (i > 1) {
            snprintf(number, sizeof number, "-%d", i);
        }
        snprintf(folder->path, sizeof folder->path, "outputs/%s%s", name, number);
        enum outcome outcome = make_folder(folder, error);
        if (outcome != TAKEN) {
            return outcome == MADE;
        }
    }
    return fg_fail(error, FG_FAILED, "outputs/%s: too many runs have this name", name);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

void run_folder_remove(const struct run_folder *folder)
{
    assert(folder->found < strlen(folder->path));
    nftw(folder->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    remove_made(folder->path, folder->found);
}

static bool has_config(const char *path)
{
    char config[PATH_SIZE + 16];
    snprintf(config, sizeof config, "%s/config.yaml", path);
    return file_exists(config);
}

/* outputs/NAME, where NAME alone is no run. */
static void look_in_outputs(struct run_folder *folder)
{
    char path[PATH_SIZE];
    bool is_run = has_config(folder->path) || (file_exists(folder->path) && !file_is_directory(folder->path));
    if (!is_run && (size_t)snprintf(path, sizeof path, "outputs/%s", folder->path) < sizeof path && has_config(path)) {
        strcpy(folder->path, path);
    }
}

/* Whether the folder has what a training writes before config.yaml, and nothing of its steps. */
static bool is_begun(const struct run_folder *folder)
{
    char lock[PATH_SIZE + 32], metrics[PATH_SIZE + 32];
    return run_folder_path(folder, lock, sizeof lock, ".lock", NULL) && file_exists(lock) &&
           run_folder_path(folder, metrics, sizeof metrics, "metrics.jsonl", NULL) && !file_exists(metrics);
}

static bool fail_no_run(const struct run_folder *folder, struct fg_error *error)
{
    if (access(folder->path, X_OK) != 0) {
        return file_fail(folder->path, "cannot read the folder", error);
    }
    return is_begun(folder)
               ? fg_fail(error, FG_FAILED,
                         "%s: holds no run yet: its training was ended before the first step, and the folder can be "
                         "removed (unless that training is just starting)",
                         folder->path)
               : fg_fail(error, FG_FAILED, "%s: not a run folder: there is no config.yaml in it", folder->path);
}

bool run_folder_open(struct run_folder *folder, const char *path, struct fg_error *error)
{
    if (!copy_path(folder, path, error)) {
        return false;
    }
    look_in_outputs(folder);
    if (!file_exists(folder->path)) {
        return fg_fail(error, FG_FAILED,
                       "%s: there is no such run: want the folder of a training, or its name under outputs/", path);
    }
    if (!file_is_directory(folder->path)) {
        size_t length = parent_length(folder->path, strlen(folder->path));
        if (length == 0) {
            folder->path[length++] = '.';
        }
        folder->path[length] = '\0';
    }
    folder->found = strlen(folder->path);
    return has_config(folder->path) || fail_no_run(folder, error);
}

bool run_folder_path(const struct run_folder *folder, char *path, size_t size, const char *name, struct fg_error *error)
{
    return path_join(path, size, folder->path, name, error);
}

void run_folder_add_resume(const struct run_folder *folder, struct text *text)
{
    text_add(text, "forger resume ");
    text_add_word(text, folder->path);
}
