#include "base/memory.h"

#include "base/cgroup.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

void *memory_new(size_t count, size_t size, struct fg_error *error)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory) {
        char text[16];
        size_t bytes = size && count > SIZE_MAX / size ? SIZE_MAX : count * size;
        fg_fail(error, FG_FAILED, "out of memory: %s more were needed", memory_text(bytes, text));
    }
    return memory;
}

size_t memory_limit(void)
{
    long pages = sysconf(_SC_PHYS_PAGES);
    long page = sysconf(_SC_PAGESIZE);
    size_t limit = pages > 0 && page > 0 ? (size_t)pages * (size_t)page : SIZE_MAX;
    struct rlimit address_space;
    if (getrlimit(RLIMIT_AS, &address_space) == 0 && address_space.rlim_cur != RLIM_INFINITY &&
        address_space.rlim_cur < limit) {
        limit = (size_t)address_space.rlim_cur;
    }
    size_t group = cgroup_memory("");
    return group < limit ? group : limit;
}

const char *memory_text(size_t bytes, char text[static 16])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double amount = (double)bytes;
    int unit = 0;
    while (amount >= 1024 && unit < 6) {
        amount /= 1024;
        unit++;
    }
    snprintf(text, 16, unit == 0 || amount >= 100 ? "%.0f %s" : "%.1f %s", amount, units[unit]);
    return text;
}
