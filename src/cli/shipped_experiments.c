#include "cli/shipped_experiments.h"

#include "base/file.h"
#include "cli/command.h"
#include "cli/shipped_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char ending[] = ".yaml";

/* "# Three dense layers on MNIST." is "Three dense layers on MNIST". */
static void read_help(const char *name, char help[static 128])
{
    char path[4096], line[128] = "";
    FILE *stream = shipped_experiment(name, path) ? file_open(path, NULL) : NULL;
    if (stream && !fgets(line, sizeof line, stream)) {
        *line = '\0';
    }
    if (stream) {
        fclose(stream);
    }
    size_t length = strcspn(line, "\n");
    line[length - (length > 0 && line[length - 1] == '.')] = '\0';
    strcpy(help, line + strspn(line, "# "));
}

static int is_experiment(const struct dirent *entry)
{
    return file_has_ending(entry->d_name, ending) && strlen(entry->d_name) < 64;
}

const struct named *const *shipped_experiments(struct shipped_experiments *found)
{
    char folder[4096];
    struct dirent **entries = NULL;
    int count = shipped_file("experiments", folder) ? scandir(folder, &entries, is_experiment, alphasort) : 0;
    *found = (struct shipped_experiments){0};
    for (int i = 0; i < count; i++) {
        if (i < SHIPPED_MOST) {
            snprintf(found->names[i], sizeof found->names[i], "%.*s",
                     (int)(strlen(entries[i]->d_name) - strlen(ending)), entries[i]->d_name);
            read_help(found->names[i], found->helps[i]);
            found->rows[i] = (struct named){.name = found->names[i], .help = found->helps[i]};
            found->table[i] = &found->rows[i];
        }
        free(entries[i]);
    }
    free(entries);
    return found->table;
}

bool shipped_experiment(const char *name, char path[static 4096])
{
    char file[256];
    snprintf(file, sizeof file, "experiments/%.200s%s", name, ending);
    return !strchr(name, '/') && shipped_file(file, path);
}

static bool holds_something(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
}

const char *experiment_find(const char *given, char path[static 4096], struct fg_error *error)
{
    if (strpbrk(given, "/.") || holds_something(given)) {
        return given;
    }
    if (shipped_experiment(given, path)) {
        return path;
    }
    if (file_exists(given)) {
        return given;
    }
    struct shipped_experiments known;
    argument_unknown("experiment", given, shipped_experiments(&known), error);
    return NULL;
}
