#include "base/cgroup.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

/* The least of what was found so far; look reads what one group's folder says. */
struct search {
    const char *root, *controller;
    double (*look)(const char *folder);
    double least;
};

/* Two numbers from "FOLDER/FILE", where "max" is none; returns how many there were. */
static int read_numbers(const char *folder, const char *file, double *first, double *second)
{
    char path[PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *stream = fopen(path, "r");
    long long numbers[2] = {0};
    int count = stream ? fscanf(stream, "%lld %lld", &numbers[0], &numbers[1]) : 0;
    if (stream) {
        fclose(stream);
    }
    *first = (double)numbers[0];
    *second = (double)numbers[1];
    return count;
}

static double look_for_cores(const char *folder)
{
    double quota, period, none;
    bool found = read_numbers(folder, "cpu.max", &quota, &period) == 2 ||
                 (read_numbers(folder, "cpu.cfs_quota_us", &quota, &none) == 1 &&
                  read_numbers(folder, "cpu.cfs_period_us", &period, &none) == 1);
    return found && quota > 0 && period > 0 ? quota / period : INFINITY;
}

static double look_for_memory(const char *folder)
{
    double bytes, none;
    bool found = read_numbers(folder, "memory.max", &bytes, &none) == 1 ||
                 read_numbers(folder, "memory.limit_in_bytes", &bytes, &none) == 1;
    return found && bytes > 0 ? bytes : INFINITY;
}

/* The group's folder under a mount, and those above it. In a container the group's path may be the host's, and its
 * folder the mount itself, which the walk ends at. */
static void look_upwards(struct search *search, const char *mount, const char *group)
{
    char folder[PATH_SIZE];
    size_t mount_length = (size_t)snprintf(folder, sizeof folder, "%s/sys/fs/cgroup/%s", search->root, mount);
    size_t length = mount_length + strlen(group);
    if (length >= sizeof folder) {
        return;
    }
    strcpy(folder + mount_length, group);
    for (;;) {
        search->least = fmin(search->least, search->look(folder));
        if (length <= mount_length) {
            return;
        }
        while (length > mount_length && folder[length - 1] != '/') {
            length--;
        }
        length -= length > mount_length;
        folder[length] = '\0';
    }
}

static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

/* "ID:CONTROLLERS:PATH"; version 2 has no controllers, and its folder is the mount's or, beside version 1, unified's.
 */
static void read_group(struct search *search, char *line)
{
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group) {
        return;
    }
    *group++ = '\0';
    controllers++;
    if (*controllers == '\0') {
        look_upwards(search, "", group);
        look_upwards(search, "unified", group);
    } else if (has_word(controllers, search->controller)) {
        look_upwards(search, controllers, group);
    }
}

static double find_least(const char *root, const char *controller, double (*look)(const char *folder))
{
    struct search search = {.root = root, .controller = controller, .look = look, .least = INFINITY};
    char line[PATH_SIZE];
    snprintf(line, sizeof line, "%s/proc/self/cgroup", root);
    FILE *stream = fopen(line, "r");
    while (stream && fgets(line, sizeof line, stream)) {
        read_group(&search, line);
    }
    if (stream) {
        fclose(stream);
    }
    return search.least;
}

int cgroup_cores(const char *root)
{
    double cores = ceil(find_least(root, "cpu", look_for_cores));
    return cores < INT_MAX ? (int)cores : INT_MAX;
}

size_t cgroup_memory(const char *root)
{
    double bytes = find_least(root, "memory", look_for_memory);
    return bytes < 0x1p63 ? (size_t)bytes : SIZE_MAX;
}
