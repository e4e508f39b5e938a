#include "cli/output_path.h"

#include "base/file.h"
#include "run/folder.h"

#include <stdio.h>

static bool take_path(char *path, size_t size, const char *out, struct fg_error *error)
{
    if (out[0] == '\0') {
        return fg_fail(error, FG_USAGE, "--out: want a path, got an empty one");
    }
    if ((size_t)snprintf(path, size, "%s", out) >= size) {
        return fg_fail(error, FG_FAILED, "%.60s...: the path is longer than %zu bytes", out, size - 1);
    }
    return !file_exists(out) ||
           fg_fail(error, FG_USAGE, "%s: exists, and nothing is overwritten: choose another --out", out);
}

bool output_path(char *path, size_t size, const char *out, const char *run, const char *name, const char *ending,
                 struct fg_error *error)
{
    if (out) {
        return take_path(path, size, out, error);
    }
    struct run_folder folder;
    if (!run_folder_open(&folder, run, error)) {
        return false;
    }
    for (int i = 1; i < 100000; i++) {
        char file[256], number[16] = "";
        if (i > 1) {
            snprintf(number, sizeof number, "-%d", i);
        }
        snprintf(file, sizeof file, "%s%s%s", name, number, ending);
        if (!run_folder_path(&folder, path, size, file, error)) {
            return false;
        }
        if (!file_exists(path)) {
            return true;
        }
    }
    return fg_fail(error, FG_FAILED, "%s: too many files named %s", folder.path, name);
}
