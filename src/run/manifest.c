#include "run/folder.h"

#include "base/file.h"
#include "forger/version.h"
#include "run/json.h"
#include "run/machine.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, INT, COUNT, SEED, SECONDS, NAMES };

enum { FILE_MAX = 1 << 18, SIDE_MAX = 65535 };

/* The values of run.json, in the order of the file; class_names may be missing. */
static const struct row {
    const char *name;
    enum kind kind;
    size_t offset, size;
    double minimum, maximum; /* of INT, COUNT and SECONDS */
} rows[] = {
#define AT(member) offsetof(struct run_manifest, member), sizeof((struct run_manifest *)0)->member
    {"status", TEXT, AT(status), 0, 0},
    {"name", TEXT, AT(name), 0, 0},
    {"task", TEXT, AT(task), 0, 0},
    {"command", TEXT, AT(command), 0, 0},
    {"seed", SEED, AT(seed), 0, 0},
    {"threads", INT, AT(threads), 1, INT32_MAX},
    {"height", INT, AT(height), 1, SIDE_MAX},
    {"width", INT, AT(width), 1, SIDE_MAX},
    {"channels", INT, AT(channels), 1, SIDE_MAX},
    {"classes", INT, AT(classes), 0, RUN_CLASSES_MAX},
    {"class_names", NAMES, AT(class_names), 0, 0},
    {"steps", COUNT, AT(steps), 0, 0x1p53},
    {"total_steps", COUNT, AT(total_steps), 0, 0x1p53},
    {"seconds", SECONDS, AT(seconds), 0, 1e12},
    {"started", TEXT, AT(started), 0, 0},
    {"ended", TEXT, AT(ended), 0, 0},
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

/* An empty list where there are none. */
static cJSON *print_names(const char *names)
{
    cJSON *list = cJSON_CreateArray();
    for (int i = 0; list && i < RUN_CLASSES_MAX && *names; i++, names += FG_CLASS_NAME_SIZE) {
        cJSON *name = cJSON_CreateString(names);
        if (!name || !cJSON_AddItemToArray(list, name)) {
            cJSON_Delete(list);
            return NULL;
        }
    }
    return list;
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
    case NAMES:
        return print_names(value);
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

char *run_manifest_text(const struct run_manifest *manifest)
{
    cJSON *root = cJSON_CreateObject();
    bool added = root != NULL;
    for (int i = 0; i < ROWS && added; i++) {
        cJSON *value = print_value(&rows[i], (const char *)manifest + rows[i].offset);
        if (cJSON_IsArray(value) && cJSON_GetArraySize(value) == 0) {
            cJSON_Delete(value);
            continue;
        }
        added = value && cJSON_AddItemToObject(root, rows[i].name, value);
    }
    char *text = added && add_machine(root) ? json_print(root, true) : NULL;
    cJSON_Delete(root);
    return text;
}

bool run_manifest_write(const struct run_folder *folder, const struct run_manifest *manifest, struct fg_error *error)
{
    char path[4096];
    if (!run_folder_path(folder, path, sizeof path, "run.json", error)) {
        return false;
    }
    char *text = run_manifest_text(manifest);
    if (!text) {
        return fg_fail(error, FG_FAILED, "%s: out of memory", path);
    }
    size_t length = strlen(text);
    text[length] = '\n'; /* in the place of the zero byte */
    bool done = file_write(path, text, length + 1, error);
    free(text);
    return done;
}

static bool read_seed(uint64_t *seed, const cJSON *item)
{
    if (cJSON_IsString(item)) {
        char *end;
        errno = 0;
        *seed = strtoull(item->valuestring, &end, 10);
        return errno == 0 && *end == '\0' && end != item->valuestring && item->valuestring[0] != '-';
    }
    long long value;
    bool good = json_integer(item, 0, 0x1p53, &value);
    *seed = (uint64_t)value;
    return good;
}

/* None of them empty; or no list at all. */
static bool read_names(const cJSON *list, char *names)
{
    bool good = !list || (cJSON_IsArray(list) && cJSON_GetArraySize(list) <= RUN_CLASSES_MAX);
    for (const cJSON *item = good && list ? list->child : NULL; item && good; item = item->next) {
        const char *name = cJSON_IsString(item) ? item->valuestring : "";
        good = *name && snprintf(names, FG_CLASS_NAME_SIZE, "%s", name) < FG_CLASS_NAME_SIZE;
        names += FG_CLASS_NAME_SIZE;
    }
    return good;
}

static bool read_value(const struct row *row, const cJSON *item, void *value)
{
    long long integer;
    switch (row->kind) {
    case TEXT:
        return cJSON_IsString(item) && (size_t)snprintf(value, row->size, "%s", item->valuestring) < row->size;
    case INT:
        return json_integer(item, row->minimum, row->maximum, &integer) && (*(int *)value = (int)integer, true);
    case COUNT:
        return json_integer(item, row->minimum, row->maximum, &integer) && (*(int64_t *)value = integer, true);
    case SEED:
        return read_seed(value, item);
    case SECONDS:
        return cJSON_IsNumber(item) && item->valuedouble >= row->minimum && item->valuedouble <= row->maximum &&
               (*(double *)value = item->valuedouble, true);
    case NAMES:
        return read_names(item, value);
    }
    return false;
}

static bool fail_value(const struct row *row, const cJSON *item, struct fg_error *error)
{
    static const char *const wants[] = {
        [TEXT] = "text",        [INT] = "an integer",
        [COUNT] = "an integer", [SEED] = "an integer of at least 0",
        [SECONDS] = "a number", [NAMES] = "a list of names, at most 256 of at most 63 bytes"};
    char range[48] = "";
    if (row->maximum > 0) {
        snprintf(range, sizeof range, " in %.0f..%.0f", row->minimum, row->maximum);
    }
    return fg_fail(error, FG_FAILED, "%s: want %s%s%s", row->name, wants[row->kind], range,
                   item ? "" : ", it is missing");
}

/* The numbers of an image, and so of a network's input, are counted in an int. */
static bool check_image(const struct run_manifest *manifest, struct fg_error *error)
{
    double numbers = (double)manifest->height * manifest->width * manifest->channels;
    return numbers <= INT32_MAX || fg_fail(error, FG_FAILED,
                                           "height, width and channels: an image of %dx%dx%d is too large, want at "
                                           "most %d numbers in all",
                                           manifest->height, manifest->width, manifest->channels, INT32_MAX);
}

static bool check_names(const struct run_manifest *manifest, struct fg_error *error)
{
    int count = 0;
    while (count < RUN_CLASSES_MAX && *manifest->class_names[count]) {
        count++;
    }
    return count == 0 || count == manifest->classes ||
           fg_fail(error, FG_FAILED, "class_names: want one for each of the %d classes, got %d", manifest->classes,
                   count);
}

static bool read_rows(struct run_manifest *manifest, const cJSON *root, struct fg_error *error)
{
    if (!cJSON_IsObject(root)) {
        return fg_fail(error, FG_FAILED, "want a JSON object");
    }
    for (int i = 0; i < ROWS; i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, rows[i].name);
        if (!read_value(&rows[i], item, (char *)manifest + rows[i].offset)) {
            return fail_value(&rows[i], item, error);
        }
    }
    return check_image(manifest, error) && check_names(manifest, error);
}

bool run_manifest_parse(struct run_manifest *manifest, const char *name, const char *text, size_t length,
                        struct fg_error *error)
{
    *manifest = (struct run_manifest){0};
    cJSON *root = json_parse(text, length, NULL);
    bool done = read_rows(manifest, root, error);
    cJSON_Delete(root);
    return done || fg_error_at(error, "%s", name);
}

bool run_manifest_read(const struct run_folder *folder, struct run_manifest *manifest, struct fg_error *error)
{
    char path[4096];
    struct bytes bytes;
    if (!run_folder_path(folder, path, sizeof path, "run.json", error) ||
        !file_read_limited(path, FILE_MAX, &bytes, error)) {
        return false;
    }
    bool done = run_manifest_parse(manifest, path, (const char *)bytes.data, bytes.size, error);
    free(bytes.data);
    return done;
}
