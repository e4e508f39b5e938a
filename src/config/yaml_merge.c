#include "config/yaml_tree.h"

static bool merge_mapping(struct yaml_document *document, struct yaml_node *mapping, const struct yaml_node *key,
                          const struct yaml_node *source, struct fg_error *error)
{
    if (source->kind != YAML_MAPPING) {
        return yaml_fail(document, key, error, "<<: want a mapping or a list of mappings, such as `<<: *name`");
    }
    for (int i = 0; i < source->count; i++) {
        if (!yaml_get(mapping, source->keys[i]->text) &&
            !yaml_tree_append(document, mapping, source->keys[i], source->items[i], error)) {
            return false;
        }
    }
    return true;
}

bool yaml_merge(struct yaml_document *document, struct yaml_node *mapping, const struct yaml_node *key,
                const struct yaml_node *source, struct fg_error *error)
{
    if (source->kind != YAML_SEQUENCE) {
        return merge_mapping(document, mapping, key, source, error);
    }
    for (int i = 0; i < source->count; i++) {
        if (!merge_mapping(document, mapping, key, source->items[i], error)) {
            return false;
        }
    }
    return true;
}
