#include "run/safetensors.h"

#include <stdlib.h>
#include <string.h>

const struct tensor *safetensors_find(const struct safetensors *file, const char *name)
{
    for (int i = 0; i < file->count; i++) {
        if (strcmp(file->tensors[i].name, name) == 0) {
            return &file->tensors[i];
        }
    }
    return NULL;
}

const char *safetensors_metadata(const struct safetensors *file, const char *key)
{
    for (int i = 0; file->metadata && file->metadata[i]; i += 2) {
        if (strcmp(file->metadata[i], key) == 0) {
            return file->metadata[i + 1];
        }
    }
    return NULL;
}

void safetensors_free(struct safetensors *file)
{
    for (int i = 0; file->metadata && file->metadata[i]; i++) {
        free(file->metadata[i]);
    }
    free(file->metadata);
    free(file->tensors);
    free(file->places);
    free(file->memory);
    if (file->stream) {
        fclose(file->stream);
    }
    *file = (struct safetensors){0};
}
