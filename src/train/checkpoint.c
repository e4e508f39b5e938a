#include "train/checkpoint.h"

#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_LARGEST INT64_C(4000000000)

void tensor_list_free(struct tensor_list *list)
{
    free(list->items);
    *list = (struct tensor_list){0};
}

static void append(struct tensor_list *list, const struct tensor *tensor)
{
    if (list->count == list->capacity) {
        int capacity = list->capacity ? 2 * list->capacity : 64;
        struct tensor *items = realloc(list->items, (size_t)capacity * sizeof *items);
        if (!items) {
            list->failed = true;
            return;
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = *tensor;
}

void tensor_list_add(struct tensor_list *list, const char *name, enum tensor_type type, size_t count, void *data)
{
    struct tensor tensor = {.type = type, .rank = count > 0, .shape = {(int64_t)count}, .data = data};
    snprintf(tensor.name, sizeof tensor.name, "%s", name);
    append(list, &tensor);
}

static void add_layer_tensor(struct tensor_list *list, const char *prefix, const struct layer *layer,
                             const struct layer_tensor *from, float *block)
{
    struct tensor tensor = {.type = TENSOR_F32, .rank = from->rank, .data = block + from->offset};
    size_t length = (size_t)snprintf(tensor.name, sizeof tensor.name, "%s", prefix);
    net_tensor_name(layer, from, tensor.name + length, sizeof tensor.name - length);
    for (int i = 0; i < from->rank; i++) {
        tensor.shape[i] = from->shape[i];
    }
    append(list, &tensor);
}

void tensor_list_add_net(struct tensor_list *list, const char *prefix, const struct net *net, float *parameters,
                         float *buffers)
{
    for (int i = 0; i < net->layer_count; i++) {
        const struct layer *layer = net->layers[i];
        for (int t = 0; t < layer->parameter_count; t++) {
            add_layer_tensor(list, prefix, layer, &layer->parameters[t], parameters);
        }
        for (int t = 0; t < layer->buffer_count; t++) {
            add_layer_tensor(list, prefix, layer, &layer->buffers[t], buffers);
        }
    }
}

void tensor_list_add_optimizer(struct tensor_list *list, const char *net, struct optimizer *optimizer)
{
    char name[128];
    for (int i = 0; i < optimizer->type->states; i++) {
        snprintf(name, sizeof name, "optimizer.%s.%s", net, optimizer->type->state_names[i]);
        tensor_list_add(list, name, TENSOR_F32, optimizer->count, optimizer->state[i]);
    }
    snprintf(name, sizeof name, "optimizer.%s.step", net);
    tensor_list_add(list, name, TENSOR_I64, 0, &optimizer->step);
}

bool checkpoint_write(const struct run_folder *folder, const char *name, const struct tensor_list *list,
                      struct fg_error *error)
{
    static const char *const metadata[] = {"format", "forger", NULL};
    char path[4096];
    if (list->failed) {
        return fg_fail(error, FG_FAILED, "out of memory");
    }
    return run_folder_path(folder, path, sizeof path, name, error) &&
           safetensors_write(path, list->items, list->count, metadata, error);
}

/* "3x3x32x64", or "one number" */
static void add_shape(struct text *text, const struct tensor *tensor)
{
    text_add(text, "%s", tensor->rank ? "" : "one number");
    for (int i = 0; i < tensor->rank; i++) {
        text_add(text, "%s%lld", i ? "x" : "", (long long)tensor->shape[i]);
    }
}

static bool same_shape(const struct tensor *a, const struct tensor *b)
{
    bool same = a->rank == b->rank && a->type == b->type;
    for (int i = 0; same && i < a->rank; i++) {
        same = a->shape[i] == b->shape[i];
    }
    return same;
}

static bool check(const char *path, const struct tensor *want, const struct tensor *got, struct fg_error *error)
{
    if (!got) {
        return fg_fail(error, FG_FAILED, "%s: is of another network: it has no tensor \"%s\"", path, want->name);
    }
    if (same_shape(want, got)) {
        return true;
    }
    struct text wanted = {0}, found = {0};
    add_shape(&wanted, want);
    add_shape(&found, got);
    fg_fail(error, FG_FAILED, "%s: is of another network: \"%s\" is %s in the file and %s in the experiment", path,
            want->name, found.data ? found.data : "", wanted.data ? wanted.data : "");
    text_free(&wanted);
    text_free(&found);
    return false;
}

/* A list's integers count something, and its doubles were measured. */
static bool check_number(const char *path, const struct tensor *tensor, struct fg_error *error)
{
    const int64_t *counter = tensor->data;
    const double *measures = tensor->data;
    if (tensor->type == TENSOR_I64 && (*counter < 0 || *counter > COUNT_LARGEST)) {
        return fg_fail(error, FG_FAILED, "%s: \"%s\" is %lld, want 0..%lld", path, tensor->name, (long long)*counter,
                       (long long)COUNT_LARGEST);
    }
    for (size_t i = 0; tensor->type == TENSOR_F64 && i < tensor_bytes(tensor) / sizeof *measures; i++) {
        if (!isfinite(measures[i])) {
            return fg_fail(error, FG_FAILED, "%s: \"%s\" is no finite number", path, tensor->name);
        }
    }
    return true;
}

static bool fill(const struct safetensors *file, const char *path, const struct tensor_list *list,
                 struct fg_error *error)
{
    if (list->failed) {
        return fg_fail(error, FG_FAILED, "out of memory");
    }
    bool done = true;
    for (int i = 0; i < list->count && done; i++) {
        done = check(path, &list->items[i], safetensors_find(file, list->items[i].name), error);
    }
    for (int i = 0; i < list->count && done; i++) {
        const struct tensor *to = &list->items[i], *from = safetensors_find(file, to->name);
        done = (safetensors_load(file, from, to->data, error) || fg_error_at(error, "%s", path)) &&
               check_number(path, to, error);
    }
    return done;
}

bool checkpoint_read(const char *path, const struct tensor_list *list, struct fg_error *error)
{
    struct safetensors file;
    bool done = safetensors_open(&file, path, error) && fill(&file, path, list, error);
    safetensors_free(&file);
    return done;
}

bool checkpoint_read_memory(const char *name, const void *bytes, size_t size, const struct tensor_list *list,
                            struct fg_error *error)
{
    struct safetensors file;
    bool done = safetensors_open_memory(&file, name, bytes, size, error) && fill(&file, name, list, error);
    safetensors_free(&file);
    return done;
}
