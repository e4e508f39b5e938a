#include "base/memory.h"
#include "nn/layer_item.h"
#include "nn/net.h"

#include <stdio.h>
#include <stdlib.h>

static bool write_fields(const struct yaml_document *document, const struct layer_item *item, const char *path,
                         int indent, struct text *text, struct fg_error *error)
{
    struct layer *layer = memory_new(1, item->type->size, error);
    bool done = layer && fields_read(item->type->fields, document, item->fields, path, layer, error);
    if (done && item->type->fields[0].name) {
        text_add(text, "%*s- %s: ", indent, "", item->type->named.name);
        fields_write_inline(item->type->fields, layer, text);
        text_add(text, "\n");
    } else if (done) {
        text_add(text, "%*s- %s%s\n", indent, "", item->type->named.name, item->name || item->input ? ":" : "");
    }
    free(layer);
    return done;
}

static void write_label(const char *key, const struct yaml_node *node, int indent, struct text *text)
{
    if (node) {
        text_add(text, "%*s%s: ", indent + 2, "", key);
        yaml_write_scalar(text, node->text);
        text_add(text, "\n");
    }
}

bool net_write_list(const struct yaml_document *document, const struct yaml_node *list, const char *name, int indent,
                    struct text *text, struct fg_error *error)
{
    if (!layer_list_check(document, list, name, error)) {
        return false;
    }
    for (int i = 0; i < list->count; i++) {
        struct layer_item item;
        char path[128], place[192];
        snprintf(path, sizeof path, "%.96s.%d", name, i);
        if (!layer_item_read(document, list->items[i], path, &item, error)) {
            return false;
        }
        snprintf(place, sizeof place, "%s.%s", path, item.type->named.name);
        bool done;
        if (item.type == &layer_residual) {
            text_add(text, "%*s- residual:\n", indent, "");
            done = net_write_list(document, item.fields, place, indent + 4, text, error);
        } else {
            done = write_fields(document, &item, place, indent, text, error);
        }
        if (!done) {
            return false;
        }
        write_label("name", item.name, indent, text);
        write_label("input", item.input, indent, text);
    }
    return true;
}
