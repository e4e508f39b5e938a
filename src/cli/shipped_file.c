#include "cli/shipped_file.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool shipped_file(const char *name, char path[static 4096])
{
    static const char *const places[] = {"..", "../share/forger", "../.."};
    char folder[2048];
    ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
    folder[length < 0 ? 0 : length] = '\0';
    char *slash = strrchr(folder, '/');
    for (size_t i = 0; slash && i < sizeof places / sizeof *places; i++) {
        *slash = '\0';
        snprintf(path, 4096, "%s/%s/%s", folder, places[i], name);
        if (file_exists(path)) {
            return true;
        }
    }
    return false;
}
