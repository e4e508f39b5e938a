#include "nn/layer_nodes.h"

#include "base/text.h"
#include "config/yaml_tree.h"

#include <stdio.h>
#include <string.h>

struct writer {
    struct yaml_document *document;
    struct fg_error *error;
};

static struct yaml_node *new_node(const struct writer *writer, enum yaml_kind kind)
{
    const struct yaml_node node = {.kind = kind, .text = ""};
    return yaml_tree_node(writer->document, node, writer->error);
}

/* A text as it is; no YAML is looked for in it. */
static struct yaml_node *new_text(const struct writer *writer, const char *text)
{
    struct yaml_node *node = new_node(writer, YAML_SCALAR);
    return node && (node->text = yaml_tree_text(writer->document, text, strlen(text), writer->error)) ? node : NULL;
}

static bool add_pair(const struct writer *writer, struct yaml_node *mapping, const char *key, struct yaml_node *value)
{
    struct yaml_node *name = value ? new_text(writer, key) : NULL;
    return name && yaml_tree_append(writer->document, mapping, name, value, writer->error);
}

/* "64", "[7, 7, 16]" and "{filters: 64}" are YAML; "filters: 64, kernel: 4" is what stands between the braces. */
static struct yaml_node *read_settings(const struct writer *writer, const char *settings, const char *path, int depth)
{
    struct text text = {0};
    bool between = strchr(settings, ':') && settings[0] != '{' && settings[0] != '[';
    text_add(&text, between ? "{%s}" : "%s", settings);
    struct yaml_node *node = NULL;
    if (text.failed) {
        fg_fail(writer->error, FG_FAILED, "out of memory");
    } else {
        node = yaml_parse(writer->document, text.data, text.length, path, depth, writer->error);
    }
    text_free(&text);
    return node;
}

static struct yaml_node *write_list(const struct writer *writer, const struct fg_layer *layers, const char *path,
                                    int depth);

static struct yaml_node *write_value(const struct writer *writer, const struct fg_layer *layer, const char *path,
                                     int depth)
{
    if (layer->block) {
        return write_list(writer, layer->block, path, depth);
    }
    return read_settings(writer, layer->settings ? layer->settings : "", path, depth);
}

static bool write_layer(const struct writer *writer, const struct fg_layer *layer, const char *path, int depth,
                        struct yaml_node *list)
{
    const struct {
        const char *key, *value;
    } beside[] = {
        {"name", layer->name}, {"input", layer->input}, {"output", layer->output}, {"constraint", layer->constraint}};
    struct yaml_node *item = new_node(writer, YAML_MAPPING);
    bool done = item && add_pair(writer, item, layer->type, write_value(writer, layer, path, depth));
    for (size_t i = 0; i < sizeof beside / sizeof *beside && done; i++) {
        done = !beside[i].value || add_pair(writer, item, beside[i].key, new_text(writer, beside[i].value));
    }
    return done && yaml_tree_append(writer->document, list, NULL, item, writer->error);
}

static struct yaml_node *write_list(const struct writer *writer, const struct fg_layer *layers, const char *path,
                                    int depth)
{
    enum { COLLECTIONS = 2 }; /* of a layer: the list and the item */
    if (depth + COLLECTIONS > YAML_DEPTH_MAX) {
        yaml_fail(writer->document, &(struct yaml_node){0}, writer->error, "%s: blocks nested too deep", path);
        return NULL;
    }
    struct yaml_node *list = new_node(writer, YAML_SEQUENCE);
    for (int i = 0; list && layers && layers[i].type; i++) {
        char place[160];
        snprintf(place, sizeof place, "%.112s.%d.%.32s", path, i, layers[i].type);
        if (!write_layer(writer, &layers[i], place, depth + COLLECTIONS, list)) {
            return NULL;
        }
    }
    return list;
}

bool layer_nodes_add(struct yaml_document *document, const struct fg_net *net, struct fg_error *error)
{
    const struct writer writer = {document, error};
    if (yaml_get(document->root, net->name)) {
        return fg_fail(error, FG_USAGE, "%s: the experiment has it already: want its layers there or in C", net->name);
    }
    return add_pair(&writer, document->root, net->name, write_list(&writer, net->layers, net->name, 1));
}
