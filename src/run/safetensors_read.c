#include "run/safetensors.h"

#include "base/file.h"
#include "base/memory.h"

#include <cJSON.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_BYTES = 8, HEADER_MAX = 100000000, ALIGNMENT = 16 };

/* The part of the file behind the header. */
struct data {
    unsigned char *begin;
    size_t size;
};

static cJSON *parse_header(const struct bytes *bytes, struct data *data, struct fg_error *error)
{
    if (bytes->size < LENGTH_BYTES) {
        fg_fail(error, FG_FAILED, "not a safetensors file: only %zu bytes", bytes->size);
        return NULL;
    }
    uint64_t length;
    memcpy(&length, bytes->data, LENGTH_BYTES);
    if (length > bytes->size - LENGTH_BYTES || length > HEADER_MAX) {
        fg_fail(error, FG_FAILED,
                "truncated, or not a safetensors file: a header of %llu bytes is announced, and %zu bytes follow",
                (unsigned long long)length, bytes->size - LENGTH_BYTES);
        return NULL;
    }
    const char *text = (const char *)bytes->data + LENGTH_BYTES, *end = text;
    cJSON *header = cJSON_ParseWithLengthOpts(text, length, &end, false);
    bool good = cJSON_IsObject(header);
    for (; good && end < text + length; end++) {
        good = *end == ' ';
    }
    if (!good) {
        cJSON_Delete(header);
        fg_fail(error, FG_FAILED, "not a safetensors file: its header is not a JSON object");
        return NULL;
    }
    *data = (struct data){.begin = bytes->data + LENGTH_BYTES + length, .size = bytes->size - LENGTH_BYTES - length};
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

/* A number of the header as an integer: doubles hold them exactly up to 2^53. */
static bool read_integer(const cJSON *item, int64_t *value)
{
    double number = cJSON_IsNumber(item) ? item->valuedouble : NAN;
    if (!(fabs(number) <= 0x1p53) || number != floor(number)) {
        return false;
    }
    *value = (int64_t)number;
    return true;
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

static bool read_offsets(struct tensor *tensor, const cJSON *array, const struct data *data, struct fg_error *error)
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
    tensor->data = data->begin + begin;
    return true;
}

static bool read_tensor(struct tensor *tensor, const cJSON *entry, const struct data *data, struct fg_error *error)
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
           read_offsets(tensor, offsets, data, error);
}

static bool read_entries(struct safetensors *file, const cJSON *header, const struct data *data, struct fg_error *error)
{
    file->tensors = memory_new((size_t)cJSON_GetArraySize(header), sizeof *file->tensors, error);
    if (!file->tensors) {
        return false;
    }
    const cJSON *entry;
    cJSON_ArrayForEach(entry, header)
    {
        bool is_metadata = strcmp(entry->string, "__metadata__") == 0;
        bool good = is_metadata ? read_metadata(file, entry, error)
                                : read_tensor(&file->tensors[file->count], entry, data, error);
        if (!good) {
            return false;
        }
        file->count += !is_metadata;
    }
    return tensor_names_differ(file->tensors, file->count, error);
}

/* By place; of two at the same place, the one without bytes comes first. */
static int compare_places(const void *a, const void *b)
{
    const struct tensor *left = *(struct tensor *const *)a, *right = *(struct tensor *const *)b;
    const unsigned char *left_data = left->data, *right_data = right->data;
    if (left_data != right_data) {
        return left_data < right_data ? -1 : 1;
    }
    size_t left_bytes = tensor_bytes(left), right_bytes = tensor_bytes(right);
    return (left_bytes > right_bytes) - (left_bytes < right_bytes);
}

/* Whether the tensors, sorted by place, follow one another from the first byte of the data to the last. */
static bool check_places(struct tensor *const *sorted, int count, const struct data *data, struct fg_error *error)
{
    const unsigned char *next = data->begin;
    for (int i = 0; i < count; i++) {
        const unsigned char *at = sorted[i]->data;
        if (at != next) {
            return fg_fail(error, FG_FAILED, "tensor %s: its data %s", sorted[i]->name,
                           at < next ? "overlap those of another tensor" : "begin after a gap");
        }
        next = at + tensor_bytes(sorted[i]);
    }
    size_t left = (size_t)(data->begin + data->size - next);
    return left == 0 || fg_fail(error, FG_FAILED, "%zu bytes at the end belong to no tensor", left);
}

static bool check_data(struct safetensors *file, const struct data *data, struct fg_error *error)
{
    struct tensor **sorted = memory_new((size_t)file->count, sizeof(struct tensor *), error);
    if (!sorted) {
        return false;
    }
    for (int i = 0; i < file->count; i++) {
        sorted[i] = &file->tensors[i];
    }
    qsort(sorted, (size_t)file->count, sizeof *sorted, compare_places);
    bool good = check_places(sorted, file->count, data, error);
    free(sorted);
    return good;
}

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* In the file a float may lie at any address: move the data to memory of their own. */
static bool take_data(struct safetensors *file, struct fg_error *error)
{
    size_t size = 0;
    for (int i = 0; i < file->count; i++) {
        size += aligned(tensor_bytes(&file->tensors[i]));
    }
    unsigned char *next = file->memory = memory_new(size, 1, error);
    if (!next) {
        return false;
    }
    for (int i = 0; i < file->count; i++) {
        struct tensor *tensor = &file->tensors[i];
        tensor->data = memcpy(next, tensor->data, tensor_bytes(tensor));
        next += aligned(tensor_bytes(tensor));
    }
    return true;
}

static bool read_bytes(struct safetensors *file, const struct bytes *bytes, struct fg_error *error)
{
    struct data data;
    cJSON *header = parse_header(bytes, &data, error);
    if (!header) {
        return false;
    }
    bool done = read_entries(file, header, &data, error) && check_data(file, &data, error) && take_data(file, error);
    cJSON_Delete(header);
    return done;
}

bool safetensors_read(struct safetensors *file, const char *path, struct fg_error *error)
{
    *file = (struct safetensors){0};
    struct bytes bytes;
    if (!file_read(path, &bytes, error)) {
        return false;
    }
    bool done = read_bytes(file, &bytes, error);
    free(bytes.data);
    if (!done) {
        safetensors_free(file);
        return fg_error_at(error, "%s", path);
    }
    return true;
}
