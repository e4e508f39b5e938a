#ifndef NN_LAYER_ITEM_H
#define NN_LAYER_ITEM_H

#include "nn/layer.h"

/* What an item of a list says. */
struct layer_item {
    const struct layer_type *type;
    const struct yaml_node *place, *fields, *name, *input;
    struct yaml_node
        no_fields; /* what `fields` is of a layer's name alone: no value, but with its place for messages */
};

/* Read an item: a layer's name, or one mapping of the layer's name to its fields, with `name` and `input` beside it.
 * path is the item's place, for messages. */
bool layer_item_read(const struct yaml_document *document, const struct yaml_node *node, const char *path,
                     struct layer_item *item, struct fg_error *error);

/* A list of layers: a sequence with something in it. list NULL: missing. */
bool layer_list_check(const struct yaml_document *document, const struct yaml_node *list, const char *path,
                      struct fg_error *error);

#endif
