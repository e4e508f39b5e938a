#include "nn/layer_list.h"

#include "base/memory.h"
#include "config/field_rows.h"
#include "config/show.h"
#include "nn/constraint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 8 };

struct reader {
    const struct yaml_document *document;
    struct fg_error *error;
};

static const struct layer_type *find_type(const struct reader *reader, const struct yaml_node *node, const char *path)
{
    const struct yaml_document *document = reader->document;
    struct fg_error *error = reader->error;
    int row = named_find(layer_table, node->text);
    if (row >= 0) {
        return (const struct layer_type *)layer_table[row];
    }
    if (strstr(node->text, " - ")) {
        yaml_fail(document, node, error, "%s: these lines are one layer to YAML: begin each `- ` in the same column",
                  path);
        return NULL;
    }
    if (strcmp(node->text, "softmax") == 0 || strcmp(node->text, "log_softmax") == 0) {
        yaml_fail(document, node, error, "%s: there is no layer \"%s\": the loss contains it, so leave it away", path,
                  node->text);
        return NULL;
    }
    struct text known = {0};
    named_list(&known, layer_table);
    const char *nearest = named_nearest(layer_table, node->text);
    yaml_fail(document, node, error, "%s: there is no layer \"%s\"; %s%s%sknown: %s", path, node->text,
              nearest ? "did you mean \"" : "", nearest ? nearest : "", nearest ? "\"? " : "",
              known.data ? known.data : "");
    text_free(&known);
    return NULL;
}

/* The fields, or the first of them, that the command line gave: it is what made the layer as it is. */
static const struct yaml_node *changed_place(const struct yaml_node *fields)
{
    for (int i = 0; fields->line > 0 && i < fields->count; i++) {
        if (fields->items[i]->line == 0) {
            return fields->items[i];
        }
    }
    return fields->line == 0 ? fields : NULL;
}

/* Names that stand beside a layer. */
static const struct label {
    const char *key, *want;
    size_t text, place; /* where they go to in the item */
} labels[] = {
    {"name", "want a name of", offsetof(struct layer_item, name), offsetof(struct layer_item, name_place)},
    {"input", "want the name of a layer or an input, of", offsetof(struct layer_item, input),
     offsetof(struct layer_item, input_place)},
    {"output", "want a name for an output, of", offsetof(struct layer_item, output),
     offsetof(struct layer_item, output_place)},
};

static const struct label *find_label(const char *key)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(labels[i].key, key) == 0) {
            return &labels[i];
        }
    }
    return NULL;
}

static bool read_label(const struct reader *reader, const struct label *label, const struct yaml_node *node,
                       const char *path, struct layer_item *item)
{
    if (node->kind != YAML_SCALAR || !*node->text || strlen(node->text) >= LAYER_NAME_SIZE) {
        return yaml_fail(reader->document, node, reader->error, "%s.%s: %s 1 to %d letters", path, label->key,
                         label->want, LAYER_NAME_SIZE - 1);
    }
    *(const char **)(void *)((char *)item + label->text) = node->text;
    *(const struct yaml_node **)(void *)((char *)item + label->place) = node;
    return true;
}

static bool read_constraint(const struct reader *reader, const struct yaml_node *node, const char *path,
                            struct layer_item *item)
{
    struct chosen {
        int row;
    } chosen;
    static const struct field rows[] = {
        CHOICE("constraint", chosen, row, NULL, constraint_table, "what keeps its weights within bounds"), {0}};
    if (!fields_read(rows, reader->document, node, path, &chosen, reader->error)) {
        return false;
    }
    item->constraint = (const struct constraint_type *)constraint_table[chosen.row];
    item->constraint_place = node;
    return true;
}

static bool read_key(const struct reader *reader, const struct yaml_node *key, const struct yaml_node *node,
                     const char *path, struct layer_item *item, const struct yaml_node **fields)
{
    const struct label *label = find_label(key->text);
    if (label) {
        return read_label(reader, label, node, path, item);
    }
    if (strcmp(key->text, "constraint") == 0) {
        return read_constraint(reader, node, path, item);
    }
    if (item->type) {
        return yaml_fail(reader->document, key, reader->error,
                         "%s: an item is one layer, but this one names \"%s\" and \"%s\": begin a new item with "
                         "`- %s`, or write the fields in braces",
                         path, item->type->named.name, key->text, key->text);
    }
    item->type = find_type(reader, key, path);
    *fields = node;
    return item->type != NULL;
}

/* Which layer it is, what stands beside it, and where its fields are. */
static bool read_keys(const struct reader *reader, const struct yaml_node *node, const char *path,
                      struct layer_item *item, const struct yaml_node **fields)
{
    item->place = node;
    if (node->kind == YAML_SCALAR) {
        item->type = find_type(reader, node, path);
        return item->type != NULL;
    }
    for (int i = 0; node->kind == YAML_MAPPING && i < node->count; i++) {
        if (!read_key(reader, node->keys[i], node->items[i], path, item, fields)) {
            return false;
        }
    }
    if (!item->type) {
        return yaml_fail(reader->document, node, reader->error, "%s: want a layer, such as `relu` or `conv: 32`", path);
    }
    const struct yaml_node *changed = changed_place(*fields);
    item->place = changed ? changed : node;
    return true;
}

static bool read_list(const struct reader *reader, const struct yaml_node *node, const char *path, int depth,
                      struct layer_list *list);

static bool read_item(const struct reader *reader, const struct yaml_node *node, const char *path, int depth,
                      struct layer_item *item)
{
    char place[160];
    /* No value, but with its place for messages. */
    const struct yaml_node none = {.text = "", .plain = true, .line = node->line, .column = node->column};
    const struct yaml_node *fields = &none;
    if (!read_keys(reader, node, path, item, &fields)) {
        return false;
    }
    snprintf(place, sizeof place, "%s.%s", path, item->type->named.name);
    if (item->type == &layer_residual) {
        return read_list(reader, fields, place, depth + 1, &item->block);
    }
    item->settings = memory_new(1, item->type->named.size, reader->error);
    return item->settings &&
           fields_read(item->type->named.fields, reader->document, fields, place, item->settings, reader->error);
}

static bool check_list(const struct reader *reader, const struct yaml_node *list, const char *path)
{
    static const char wanted[] = "want a list of layers, one a line, each begun with `- `, such as `- dense: 10`";
    if (!list) {
        return yaml_fail(reader->document, reader->document->root, reader->error, "%s: missing: %s", path, wanted);
    }
    if (list->kind == YAML_SEQUENCE && list->count > 0) {
        return true;
    }
    char shown[SHOW_SIZE];
    return yaml_fail(reader->document, list, reader->error, "%s: %s, got %s", path, wanted,
                     list->kind == YAML_SEQUENCE ? "an empty one" : show_node(shown, list));
}

static bool read_list(const struct reader *reader, const struct yaml_node *node, const char *path, int depth,
                      struct layer_list *list)
{
    if (!check_list(reader, node, path)) {
        return false;
    }
    if (depth > DEPTH_MAX) {
        return yaml_fail(reader->document, node, reader->error, "%s: blocks nested more than %d deep", path, DEPTH_MAX);
    }
    list->items = memory_new((size_t)node->count, sizeof *list->items, reader->error);
    for (int i = 0; list->items && i < node->count; i++) {
        char item_path[112];
        snprintf(item_path, sizeof item_path, "%.96s.%d", path, i);
        list->count++;
        if (!read_item(reader, node->items[i], item_path, depth, &list->items[i])) {
            return false;
        }
    }
    return list->items != NULL;
}

bool layer_list_read(struct layer_list *list, const struct yaml_document *document, const struct yaml_node *node,
                     const char *path, struct fg_error *error)
{
    const struct reader reader = {document, error};
    *list = (struct layer_list){0};
    bool done = read_list(&reader, node, path, 0, list);
    if (!done) {
        layer_list_free(list);
    }
    return done;
}

void layer_list_free(struct layer_list *list)
{
    for (int i = 0; i < list->count; i++) {
        free(list->items[i].settings);
        layer_list_free(&list->items[i].block);
    }
    free(list->items);
    *list = (struct layer_list){0};
}
