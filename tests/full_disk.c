#include "full_disk.h"

#include <criterion/criterion.h>

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static void set_limit(rlim_t size)
{
    struct rlimit limit;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

void full_disk(size_t size)
{
    signal(SIGXFSZ, SIG_IGN);
    set_limit(size);
}

void full_disk_end(void)
{
    set_limit(RLIM_INFINITY);
}

int folder_entries(const char *path)
{
    DIR *folder = opendir(path);
    cr_assert(folder, "cannot list %s", path);
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(folder);
    return count;
}
