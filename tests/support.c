#include "support.h"

#include <criterion/criterion.h>

#include <ftw.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS = 16 };

static char folders[FOLDERS][256];
static int folder_count;
static pid_t owner;

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

/* A process that a test forked ends here too, but the folders are still its parent's. */
static void remove_folders(void)
{
    if (getpid() != owner) {
        return;
    }
    for (int i = 0; i < folder_count; i++) {
        nftw(folders[i], remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    }
}

void support_folder(char path[static 256])
{
    const char *base = getenv("TMPDIR");
    snprintf(path, 256, "%s/forger-test-XXXXXX", base ? base : "/tmp");
    cr_assert(mkdtemp(path), "cannot make %s", path);
    cr_assert(folder_count < FOLDERS);
    if (folder_count == 0) {
        owner = getpid();
        atexit(remove_folders);
    }
    strcpy(folders[folder_count++], path);
}

void support_write(const char *folder, const char *name, const void *data, size_t size, char path_out[static 512])
{
    snprintf(path_out, 512, "%s/%s", folder, name);
    FILE *stream = fopen(path_out, "wb");
    cr_assert(stream, "cannot write %s", path_out);
    cr_assert_eq(fwrite(data, 1, size, stream), size);
    cr_assert_eq(fclose(stream), 0);
}

void support_contains(const char *text, const char *part)
{
    cr_assert(strstr(text, part), "want \"%s\" in \"%s\"", part, text);
}

void support_comma_locale(void)
{
    static const char name[] = "de_DE.UTF-8";
    if (!setlocale(LC_ALL, name)) {
        char folder[256], command[640];
        support_folder(folder);
        snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 %s/%s >%s/log 2>&1", folder, name, folder);
        bool made = system(command) == 0;
        setenv("LOCPATH", folder, 1);
        if (!made || !setlocale(LC_ALL, name)) {
            cr_skip_test("there is no locale %s, and localedef can't make it", name);
        }
    }
    cr_assert_str_eq(localeconv()->decimal_point, ",");
}
