#include "run/safetensors.h"

#include "base/file.h"
#include "base/memory.h"
#include "run/json.h"

#include <stdlib.h>
#include <string.h>

enum { LENGTH_BYTES = 8, ALIGNMENT = 16 };

/* The part of the file behind the header. */
struct data {
    size_t begin, size;
};

static cJSON *parse_header(const char *text, size_t length, struct fg_error *error)
{
    const char *end = text;
    cJSON *header = json_parse(text, length, &end);
    bool good = cJSON_IsObject(header);
    for (; good && end < text + length; end++) {
        good = *end == ' ';
    }
    if (!good) {
        cJSON_Delete(header);
        fg_fail(error, FG_FAILED, "not a safetensors file: its header is not a JSON object");
        return NULL;
    }
    return header;
}

static bool read_length(FILE *stream, size_t size, uint64_t *length, struct fg_error *error)
{
    if (size < LENGTH_BYTES || fread(length, LENGTH_BYTES, 1, stream) != 1) {
        return fg_fail(error, FG_FAILED, "not a safetensors file: only %zu bytes", size);
    }
    if (*length > size - LENGTH_BYTES) {
        return fg_fail(
            error, FG_FAILED,
            "truncated, or not a safetensors file: a header of %llu bytes is announced, and %zu bytes follow",
            (unsigned long long)*length, size - LENGTH_BYTES);
    }
    return *length <= SAFETENSORS_HEADER_MAX ||
           fg_fail(error, FG_FAILED, "a header of %llu bytes is announced, want at most %d",
                   (unsigned long long)*length, SAFETENSORS_HEADER_MAX);
}

static cJSON *read_header(FILE *stream, size_t size, struct data *data, struct fg_error *error)
{
    uint64_t length;
    if (!read_length(stream, size, &length, error)) {
        return NULL;
    }
    char *text = memory_new(length, 1, error);
    cJSON *header = NULL;
    if (text && fread(text, 1, length, stream) == length) {
        header = parse_header(text, length, error);
    } else if (text) {
        fg_fail(error, FG_FAILED, "cannot read its header of %llu bytes", (unsigned long long)length);
    }
    free(text);
    *data = (struct data){.begin = LENGTH_BYTES + length, .size = size - LENGTH_BYTES - length};
    return header;
}

static bool read_metadata(struct safetensors *file, const cJSON *object, struct fg_error *error)
{
    if (file->metadata || !cJSON_IsObject(object)) {
        return fg_fail(error, FG_FAILED, "__metadata__: want one object");
    }
    size_t count = (size_t)cJSON_GetArraySize(object);
    file->metadata = memory_new(2 * count + 1, sizeof *file->metadata, error);
    if (!file->metadata) {
        return false;
    }
    char **next = file->metadata;
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        if (!cJSON_IsString(item)) {
            return fg_fail(error, FG_FAILED, "__metadata__: want strings, and %.60s is none", item->string);
        }
        next[0] = strdup(item->string);
        next[1] = next[0] ? strdup(item->valuestring) : NULL;
        if (!next[1]) {
            return fg_fail(error, FG_FAILED, "out of memory for the metadata");
        }
        next += 2;
    }
    return true;
}

static bool read_integer(const cJSON *item, int64_t *value)
{
    long long number;
    bool good = json_integer(item, -0x1p53, 0x1p53, &number);
    *value = number;
    return good;
}

static bool read_type(struct tensor *tensor, const cJSON *item, struct fg_error *error)
{
    const char *name = cJSON_GetStringValue(item);
    for (int type = 0; name && type < TENSOR_TYPES; type++) {
        if (strcmp(tensor_type_name((enum tensor_type)type), name) == 0) {
            tensor->type = (enum tensor_type)type;
            return true;
        }
    }
    return fg_fail(error, FG_FAILED, "tensor %s: want the type F32, F64, I32, I64 or U8, got %.20s", tensor->name,
                   name ? name : "no string");
}

static bool read_shape(struct tensor *tensor, const cJSON *array, struct fg_error *error)
{
    if (!cJSON_IsArray(array)) {
        return fg_fail(error, FG_FAILED, "tensor %s: want a list as its shape", tensor->name);
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, array)
    {
        if (tensor->rank == TENSOR_RANK_MAX) {
            return fg_fail(error, FG_FAILED, "tensor %s: want at most %d dimensions", tensor->name, TENSOR_RANK_MAX);
        }
        if (!read_integer(item, &tensor->shape[tensor->rank++])) {
            return fg_fail(error, FG_FAILED, "tensor %s: want integers in its shape", tensor->name);
        }
    }
    return true;
}

static bool read_offsets(struct tensor *tensor, size_t *place, const cJSON *array, const struct data *data,
                         struct fg_error *error)
{
    int64_t begin = 0, end = 0;
    bool good = cJSON_IsArray(array) && cJSON_GetArraySize(array) == 2 && read_integer(array->child, &begin) &&
                read_integer(array->child->next, &end);
    if (!good) {
        return fg_fail(error, FG_FAILED, "tensor %s: want two integers in its data_offsets", tensor->name);
    }
    if (begin < 0 || end < begin || (uint64_t)end > data->size) {
        return fg_fail(error, FG_FAILED,
                       "tensor %s: its data at %lld..%lld lie outside the file's %zu bytes of data (is it truncated?)",
                       tensor->name, (long long)begin, (long long)end, data->size);
    }
    size_t bytes;
    if (!tensor_measure(tensor, &bytes, error)) {
        return false;
    }
    if ((uint64_t)(end - begin) != bytes) {
        return fg_fail(error, FG_FAILED, "tensor %s: its shape takes %zu bytes, its data_offsets give %lld",
                       tensor->name, bytes, (long long)(end - begin));
    }
    *place = data->begin + (size_t)begin;
    return true;
}

static bool read_tensor(struct tensor *tensor, size_t *place, const cJSON *entry, const struct data *data,
                        struct fg_error *error)
{
    const char *name = entry->string;
    if (strlen(name) >= sizeof tensor->name) {
        return fg_fail(error, FG_FAILED, "tensor %.60s...: want a name of at most %zu bytes", name,
                       sizeof tensor->name - 1);
    }
    strcpy(tensor->name, name);
    const cJSON *type = cJSON_GetObjectItemCaseSensitive(entry, "dtype");
    const cJSON *shape = cJSON_GetObjectItemCaseSensitive(entry, "shape");
    const cJSON *offsets = cJSON_GetObjectItemCaseSensitive(entry, "data_offsets");
    if (!type || !shape || !offsets || cJSON_GetArraySize(entry) != 3) {
        return fg_fail(error, FG_FAILED, "tensor %s: want dtype, shape and data_offsets", name);
    }
    return read_type(tensor, type, error) && read_shape(tensor, shape, error) &&
           read_offsets(tensor, place, offsets, data, error);
}

static bool read_entries(struct safetensors *file, const cJSON *header, const struct data *data, struct fg_error *error)
{
    size_t count = (size_t)cJSON_GetArraySize(header);
    file->tensors = memory_new(count, sizeof *file->tensors, error);
    file->places = file->tensors ? memory_new(count, sizeof *file->places, error) : NULL;
    if (!file->places) {
        return false;
    }
    const cJSON *entry;
    cJSON_ArrayForEach(entry, header)
    {
        bool is_metadata = strcmp(entry->string, "__metadata__") == 0;
        bool good = is_metadata
                        ? read_metadata(file, entry, error)
                        : read_tensor(&file->tensors[file->count], &file->places[file->count], entry, data, error);
        if (!good) {
            return false;
        }
        file->count += !is_metadata;
    }
    return tensor_names_differ(file->tensors, file->count, error);
}

struct extent {
    size_t begin, size;
    const char *name;
};

/* By place; of two at the same place, the one without bytes comes first. */
static int compare_places(const void *a, const void *b)
{
    const struct extent *left = a, *right = b;
    if (left->begin != right->begin) {
        return left->begin < right->begin ? -1 : 1;
    }
    return (left->size > right->size) - (left->size < right->size);
}

/* Whether the tensors, sorted by place, follow one another from the first byte of the data to the last. */
static bool check_places(const struct extent *sorted, int count, const struct data *data, struct fg_error *error)
{
    size_t next = data->begin;
    for (int i = 0; i < count; i++) {
        if (sorted[i].begin != next) {
            return fg_fail(error, FG_FAILED, "tensor %s: its data %s", sorted[i].name,
                           sorted[i].begin < next ? "overlap those of another tensor" : "begin after a gap");
        }
        next += sorted[i].size;
    }
    size_t left = data->begin + data->size - next;
    return left == 0 || fg_fail(error, FG_FAILED, "%zu bytes at the end belong to no tensor", left);
}

static bool check_data(struct safetensors *file, const struct data *data, struct fg_error *error)
{
    struct extent *sorted = memory_new((size_t)file->count, sizeof *sorted, error);
    if (!sorted) {
        return false;
    }
    for (int i = 0; i < file->count; i++) {
        sorted[i] = (struct extent){file->places[i], tensor_bytes(&file->tensors[i]), file->tensors[i].name};
    }
    qsort(sorted, (size_t)file->count, sizeof *sorted, compare_places);
    bool good = check_places(sorted, file->count, data, error);
    free(sorted);
    return good;
}

static bool read_stream(struct safetensors *file, size_t size, struct fg_error *error)
{
    struct data data;
    cJSON *header = read_header(file->stream, size, &data, error);
    if (!header) {
        return false;
    }
    bool done = read_entries(file, header, &data, error) && check_data(file, &data, error);
    cJSON_Delete(header);
    return done;
}

static bool open_stream(struct safetensors *file, FILE *stream, size_t size, const char *name, struct fg_error *error)
{
    *file = (struct safetensors){.stream = stream};
    if (!stream) {
        return false;
    }
    if (!read_stream(file, size, error)) {
        safetensors_free(file);
        return fg_error_at(error, "%s", name);
    }
    return true;
}

bool safetensors_open(struct safetensors *file, const char *path, struct fg_error *error)
{
    FILE *stream = file_open(path, error);
    return open_stream(file, stream, stream ? file_size(stream) : 0, path, error);
}

bool safetensors_open_memory(struct safetensors *file, const char *name, const void *bytes, size_t size,
                             struct fg_error *error)
{
    /* The C library takes no memory of 0 bytes everywhere. */
    FILE *stream = size ? fmemopen((void *)bytes, size, "rb") : NULL;
    if (!stream) {
        fg_fail(error, FG_FAILED, "%s: %s", name, size ? "out of memory" : "has 0 bytes");
    }
    return open_stream(file, stream, size, name, error);
}

bool safetensors_load(const struct safetensors *file, const struct tensor *tensor, void *data, struct fg_error *error)
{
    size_t size = tensor_bytes(tensor), place = file->places[tensor - file->tensors];
    bool done =
        size == 0 || (fseeko(file->stream, (off_t)place, SEEK_SET) == 0 && fread(data, 1, size, file->stream) == size);
    return done || fg_fail(error, FG_FAILED, "tensor %s: cannot read its %zu bytes", tensor->name, size);
}

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static bool load_all(struct safetensors *file, struct fg_error *error)
{
    size_t size = 0;
    for (int i = 0; i < file->count; i++) {
        size += aligned(tensor_bytes(&file->tensors[i]));
    }
    unsigned char *next = file->memory = memory_new(size, 1, error);
    bool done = next != NULL;
    for (int i = 0; i < file->count && done; i++) {
        struct tensor *tensor = &file->tensors[i];
        tensor->data = next;
        done = safetensors_load(file, tensor, next, error);
        next += aligned(tensor_bytes(tensor));
    }
    return done;
}

bool safetensors_read(struct safetensors *file, const char *path, struct fg_error *error)
{
    if (!safetensors_open(file, path, error)) {
        return false;
    }
    if (!load_all(file, error)) {
        safetensors_free(file);
        return fg_error_at(error, "%s", path);
    }
    return true;
}
