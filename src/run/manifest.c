#include "run/folder.h"

#include "base/file.h"
#include "forger/version.h"
#include "run/machine.h"

#include <cJSON.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, INT, COUNT, SEED, SECONDS };

/* The values of run.json, in the order of the file. */
static const struct row {
    const char *name;
    enum kind kind;
    size_t offset, size;
} rows[] = {
#define AT(member) offsetof(struct run_manifest, member), sizeof((struct run_manifest *)0)->member
    {"status", TEXT, AT(status)},      {"name", TEXT, AT(name)},       {"task", TEXT, AT(task)},
    {"command", TEXT, AT(command)},    {"seed", SEED, AT(seed)},       {"threads", INT, AT(threads)},
    {"height", INT, AT(height)},       {"width", INT, AT(width)},      {"channels", INT, AT(channels)},
    {"classes", INT, AT(classes)},     {"steps", COUNT, AT(steps)},    {"total_steps", COUNT, AT(total_steps)},
    {"seconds", SECONDS, AT(seconds)}, {"started", TEXT, AT(started)}, {"ended", TEXT, AT(ended)},
#undef AT
};

enum { ROWS = sizeof rows / sizeof *rows };

/* A JSON number is read as a double by most programs, which holds integers to 2^53: a larger seed is text. */
static cJSON *print_seed(uint64_t seed)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, seed);
    return seed <= (UINT64_C(1) << 53) ? cJSON_CreateRaw(text) : cJSON_CreateString(text);
}

static cJSON *print_value(const struct row *row, const void *value)
{
    switch (row->kind) {
    case TEXT:
        return cJSON_CreateString(value);
    case INT:
        return cJSON_CreateNumber(*(const int *)value);
    case COUNT:
        return cJSON_CreateNumber((double)*(const int64_t *)value);
    case SEED:
        return print_seed(*(const uint64_t *)value);
    case SECONDS:
        return cJSON_CreateNumber(round(*(const double *)value * 1000) / 1000);
    }
    return NULL;
}

static bool add_machine(cJSON *root)
{
    struct machine machine;
    machine_describe(&machine);
    cJSON *object = cJSON_AddObjectToObject(root, "machine");
    return cJSON_AddStringToObject(root, "version", FG_VERSION) && object &&
           cJSON_AddStringToObject(object, "cpu", machine.cpu) &&
           cJSON_AddNumberToObject(object, "cores", machine.cores) &&
           cJSON_AddNumberToObject(object, "memory_bytes", (double)machine.memory) &&
           cJSON_AddStringToObject(object, "system", machine.system) &&
           cJSON_AddStringToObject(object, "compiler", machine.compiler);
}

/* The file's text, or NULL when memory ran out. */
static char *print_manifest(const struct run_manifest *manifest)
{
    cJSON *root = cJSON_CreateObject();
    bool added = root != NULL;
    for (int i = 0; i < ROWS && added; i++) {
        cJSON *value = print_value(&rows[i], (const char *)manifest + rows[i].offset);
        added = value && cJSON_AddItemToObject(root, rows[i].name, value);
    }
    char *text = added && add_machine(root) ? cJSON_Print(root) : NULL;
    cJSON_Delete(root);
    return text;
}

bool run_manifest_write(const struct run_folder *folder, const struct run_manifest *manifest, struct fg_error *error)
{
    char path[4096];
    if (!run_folder_path(folder, path, sizeof path, "run.json", error)) {
        return false;
    }
    char *text = print_manifest(manifest);
    if (!text) {
        return fg_fail(error, FG_FAILED, "%s: out of memory", path);
    }
    size_t length = strlen(text);
    text[length] = '\n'; /* in the place of the zero byte */
    bool done = file_write(path, text, length + 1, error);
    free(text);
    return done;
}

static bool is_integer(const cJSON *item, double largest)
{
    return cJSON_IsNumber(item) && fabs(item->valuedouble) <= largest && item->valuedouble == floor(item->valuedouble);
}

static bool read_seed(uint64_t *seed, const cJSON *item)
{
    if (cJSON_IsString(item)) {
        char *end;
        errno = 0;
        *seed = strtoull(item->valuestring, &end, 10);
        return errno == 0 && *end == '\0' && end != item->valuestring && item->valuestring[0] != '-';
    }
    bool good = is_integer(item, 0x1p53) && item->valuedouble >= 0;
    *seed = good ? (uint64_t)item->valuedouble : 0;
    return good;
}

static bool read_value(const struct row *row, const cJSON *item, void *value)
{
    switch (row->kind) {
    case TEXT:
        return cJSON_IsString(item) && (size_t)snprintf(value, row->size, "%s", item->valuestring) < row->size;
    case INT:
        return is_integer(item, INT32_MAX) && (*(int *)value = (int)item->valuedouble, true);
    case COUNT:
        return is_integer(item, 0x1p53) && (*(int64_t *)value = (int64_t)item->valuedouble, true);
    case SEED:
        return read_seed(value, item);
    case SECONDS:
        return cJSON_IsNumber(item) && (*(double *)value = item->valuedouble, true);
    }
    return false;
}

static bool read_rows(struct run_manifest *manifest, const cJSON *root, struct fg_error *error)
{
    static const char *const wants[] = {[TEXT] = "text",
                                        [INT] = "an integer",
                                        [COUNT] = "an integer",
                                        [SEED] = "an integer of at least 0",
                                        [SECONDS] = "a number"};
    if (!cJSON_IsObject(root)) {
        return fg_fail(error, FG_FAILED, "want a JSON object");
    }
    for (int i = 0; i < ROWS; i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, rows[i].name);
        if (!read_value(&rows[i], item, (char *)manifest + rows[i].offset)) {
            return fg_fail(error, FG_FAILED, "%s: want %s%s", rows[i].name, wants[rows[i].kind],
                           item ? "" : ", it is missing");
        }
    }
    return true;
}

bool run_manifest_read(const struct run_folder *folder, struct run_manifest *manifest, struct fg_error *error)
{
    char path[4096];
    struct bytes bytes;
    if (!run_folder_path(folder, path, sizeof path, "run.json", error) || !file_read(path, &bytes, error)) {
        return false;
    }
    *manifest = (struct run_manifest){0};
    cJSON *root = cJSON_ParseWithLength((const char *)bytes.data, bytes.size);
    free(bytes.data);
    bool done = read_rows(manifest, root, error);
    cJSON_Delete(root);
    return done || fg_error_at(error, "%s", path);
}
