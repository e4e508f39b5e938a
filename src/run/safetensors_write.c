#include "run/safetensors.h"

#include "base/file.h"
#include "run/json.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tensors are written as they lie in memory");

enum { HEADER_ALIGNMENT = 8 };

static bool add_metadata(cJSON *header, const char *const *metadata)
{
    cJSON *object = cJSON_AddObjectToObject(header, "__metadata__");
    bool added = object != NULL;
    for (int i = 0; metadata[i] && added; i += 2) {
        added = cJSON_AddStringToObject(object, metadata[i], metadata[i + 1]) != NULL;
    }
    return added;
}

static bool add_number(cJSON *array, double number)
{
    cJSON *item = cJSON_CreateNumber(number);
    return item && cJSON_AddItemToArray(array, item);
}

static bool add_tensor(cJSON *header, const struct tensor *tensor, size_t begin, size_t end)
{
    cJSON *entry = cJSON_AddObjectToObject(header, tensor->name);
    if (!entry || !cJSON_AddStringToObject(entry, "dtype", tensor_type_name(tensor->type))) {
        return false;
    }
    cJSON *shape = cJSON_AddArrayToObject(entry, "shape");
    bool added = shape != NULL;
    for (int i = 0; i < tensor->rank && added; i++) {
        added = add_number(shape, (double)tensor->shape[i]);
    }
    cJSON *offsets = cJSON_AddArrayToObject(entry, "data_offsets");
    return added && offsets && add_number(offsets, (double)begin) && add_number(offsets, (double)end);
}

static bool check_tensors(const struct tensor *tensors, int count, struct fg_error *error)
{
    for (int i = 0; i < count; i++) {
        size_t bytes;
        if (!tensor_measure(&tensors[i], &bytes, error)) {
            return false;
        }
        if (strcmp(tensors[i].name, "__metadata__") == 0) {
            return fg_fail(error, FG_FAILED, "a tensor can't have the name __metadata__");
        }
    }
    return tensor_names_differ(tensors, count, error);
}

/* The header's text, or NULL when memory ran out. */
static char *print_header(const struct tensor *tensors, int count, const char *const *metadata)
{
    cJSON *header = cJSON_CreateObject();
    bool added = header && (!metadata || add_metadata(header, metadata));
    size_t begin = 0;
    for (int i = 0; i < count && added; i++) {
        size_t end = begin + tensor_bytes(&tensors[i]);
        added = add_tensor(header, &tensors[i], begin, end);
        begin = end;
    }
    char *text = added ? json_print(header, false) : NULL;
    cJSON_Delete(header);
    return text;
}

/* Spaces after the header let the data begin at a multiple of eight. */
static void write_header(FILE *stream, const char *text)
{
    size_t length = strlen(text);
    uint64_t padded = (length + HEADER_ALIGNMENT - 1) / HEADER_ALIGNMENT * HEADER_ALIGNMENT;
    fwrite(&padded, sizeof padded, 1, stream);
    fprintf(stream, "%-*s", (int)padded, text);
}

static void write_data(FILE *stream, const struct tensor *tensor)
{
    size_t bytes = tensor_bytes(tensor);
    if (bytes > 0) {
        fwrite(tensor->data, 1, bytes, stream);
    }
}

bool safetensors_write(const char *path, const struct tensor *tensors, int count, const char *const *metadata,
                       struct fg_error *error)
{
    if (!check_tensors(tensors, count, error)) {
        return fg_error_at(error, "%s", path);
    }
    char *header = print_header(tensors, count, metadata);
    if (!header) {
        return fg_fail(error, FG_FAILED, "%s: out of memory for the header of %d tensors", path, count);
    }
    if (strlen(header) > SAFETENSORS_HEADER_MAX - HEADER_ALIGNMENT) {
        free(header);
        return fg_fail(error, FG_FAILED, "%s: the names of %d tensors are too long for a header of %d bytes", path,
                       count, SAFETENSORS_HEADER_MAX);
    }
    struct file_writer writer;
    bool opened = file_writer_open(&writer, path, error);
    if (opened) {
        write_header(writer.stream, header);
        for (int i = 0; i < count; i++) {
            write_data(writer.stream, &tensors[i]);
        }
    }
    free(header);
    return opened && file_writer_commit(&writer, error);
}
