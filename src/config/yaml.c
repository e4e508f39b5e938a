#include "config/yaml.h"

#include "base/file.h"
#include "base/memory.h"
#include "config/yaml_tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool not_empty(const struct yaml_document *document, struct fg_error *error)
{
    return !yaml_is_null(document->root) ||
           yaml_fail(document, document->root, error, "the file is empty: want `key: value` lines");
}

static bool load(struct yaml_document *document, const char *name, const char *source, size_t size,
                 struct fg_error *error)
{
    bool done = yaml_tree_open(document, name, error) &&
                (document->root = yaml_parse(document, source, size, "", 0, error)) && not_empty(document, error);
    if (!done) {
        yaml_close(document);
    }
    return done;
}

bool yaml_load_text(struct yaml_document *document, const char *name, const char *text, struct fg_error *error)
{
    return load(document, name, text, strlen(text), error);
}

bool yaml_load_file(struct yaml_document *document, const char *path, struct fg_error *error)
{
    *document = (struct yaml_document){0};
    struct bytes bytes;
    if (!file_read_limited(path, YAML_BYTES_MAX, &bytes, error)) {
        return false;
    }
    bool done = load(document, path, (const char *)bytes.data, bytes.size, error);
    free(bytes.data);
    return done;
}

struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key)
{
    for (int i = 0; mapping->kind == YAML_MAPPING && i < mapping->count; i++) {
        if (strcmp(mapping->keys[i]->text, key) == 0) {
            return mapping->items[i];
        }
    }
    return NULL;
}

bool yaml_is_null(const struct yaml_node *node)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (node->kind == YAML_SCALAR && node->plain && strcmp(node->text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool yaml_fail(const struct yaml_document *document, const struct yaml_node *node, struct fg_error *error,
               const char *format, ...)
{
    char message[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (!node) {
        return fg_fail(error, FG_USAGE, "%s: %s", document->name, message);
    }
    if (node->line == 0) {
        return fg_fail(error, FG_USAGE, "%s%s", document->program ? "" : "command line: ", message);
    }
    return fg_fail(error, FG_USAGE, "%s:%d:%d: %s", document->name, node->line, node->column, message);
}
