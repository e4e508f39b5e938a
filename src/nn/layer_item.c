#include "nn/layer_item.h"

#include "config/show.h"

#include <string.h>

static const struct layer_type *find_type(const struct yaml_document *document, const struct yaml_node *node,
                                          const char *path, struct fg_error *error)
{
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

bool layer_item_read(const struct yaml_document *document, const struct yaml_node *node, const char *path,
                     struct layer_item *item, struct fg_error *error)
{
    *item = (struct layer_item){.place = node};
    if (node->kind == YAML_SCALAR) {
        item->type = find_type(document, node, path, error);
        item->no_fields = (struct yaml_node){.text = "", .plain = true, .line = node->line, .column = node->column};
        item->fields = &item->no_fields;
        return item->type != NULL;
    }
    if (node->kind != YAML_MAPPING) {
        return yaml_fail(document, node, error, "%s: want a layer, such as `relu` or `conv: 32`", path);
    }
    for (int i = 0; i < node->count; i++) {
        const struct yaml_node *key = node->keys[i];
        if (strcmp(key->text, "name") == 0) {
            item->name = node->items[i];
        } else if (strcmp(key->text, "input") == 0) {
            item->input = node->items[i];
        } else if (item->type) {
            return yaml_fail(document, key, error,
                             "%s: an item is one layer, but this one names \"%s\" and \"%s\": begin a new item with "
                             "`- %s`, or write the fields in braces",
                             path, item->type->named.name, key->text, key->text);
        } else if (!(item->type = find_type(document, key, path, error))) {
            return false;
        } else {
            item->fields = node->items[i];
        }
    }
    if (!item->type) {
        return yaml_fail(document, node, error, "%s: want a layer, such as `relu` or `conv: 32`", path);
    }
    const struct yaml_node *changed = changed_place(item->fields);
    item->place = changed ? changed : node;
    return true;
}

bool layer_list_check(const struct yaml_document *document, const struct yaml_node *list, const char *path,
                      struct fg_error *error)
{
    static const char wanted[] = "want a list of layers, one a line, each begun with `- `, such as `- dense: 10`";
    if (!list) {
        return yaml_fail(document, document->root, error, "%s: missing: %s", path, wanted);
    }
    if (list->kind == YAML_SEQUENCE && list->count > 0) {
        return true;
    }
    char shown[SHOW_SIZE];
    return yaml_fail(document, list, error, "%s: %s, got %s", path, wanted,
                     list->kind == YAML_SEQUENCE ? "an empty one" : show_node(shown, list));
}
