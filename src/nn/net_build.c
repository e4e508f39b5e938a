#include "base/memory.h"
#include "base/text.h"
#include "nn/layer_item.h"
#include "nn/net_layout.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From the list in an experiment to layers in a row. */

enum { LAYERS_MAX = 1000, DEPTH_MAX = 8 };

struct builder {
    struct net *net;
    const struct yaml_document *document;
    char (*labels)[48]; /* of each layer: what `name:` says, or "" */
    int capacity;
};

static struct shape value_shape(const struct net *net, int value)
{
    return value == 0 ? net->input : net->layers[value - 1]->out;
}

/* The value that a layer named by the user gives, or -1. */
static int find_value(const struct builder *builder, const char *label)
{
    if (strcmp(label, "input") == 0) {
        return 0;
    }
    for (int i = builder->net->layer_count - 1; i >= 0; i--) {
        if (strcmp(builder->labels[i], label) == 0) {
            return i + 1;
        }
    }
    return -1;
}

static bool look_up(const struct builder *builder, const struct yaml_node *place, const char *path, const char *label,
                    int *value, struct fg_error *error)
{
    *value = find_value(builder, label);
    return *value >= 0 ||
           yaml_fail(builder->document, place, error,
                     "%s: no layer before this one is named \"%s\": give one a name with `name: %s`, or say `input` "
                     "for the network's input",
                     path, label, label);
}

/* Bounds within which no product of a layer's sizes passes an int's. */
static bool check_size(const struct builder *builder, const struct layer *layer, const struct yaml_node *place,
                       struct fg_error *error)
{
    enum { VALUES_MAX = 1 << 26 };
    size_t values = shape_size(layer->out), weights = 0;
    for (int i = 0; i < layer->parameter_count; i++) {
        weights = layer->parameters[i].count > weights ? layer->parameters[i].count : weights;
    }
    bool too_large = weights > LAYER_WEIGHTS_MAX;
    return (!too_large && values <= VALUES_MAX) ||
           yaml_fail(builder->document, place, error, "%s: too large: %zu %s, the most is %d", layer->name,
                     too_large ? weights : values, too_large ? "weights" : "outputs an example",
                     too_large ? LAYER_WEIGHTS_MAX : VALUES_MAX);
}

/* "got 14x14x32 from generator.3.conv" */
static void describe_inputs(const struct net *net, const struct layer *layer, struct text *text)
{
    for (int i = 0; i < layer->input_count; i++) {
        char shape[48];
        int value = layer->inputs[i];
        text_add(text, "%s%s from %s", i ? " and " : "", shape_text(layer->in[i], shape),
                 value ? net->layers[value - 1]->name : "the input");
    }
}

static bool append(struct builder *builder, struct layer *layer, const struct yaml_node *place, const char *label,
                   struct fg_error *error)
{
    struct net *net = builder->net;
    for (int i = 0; i < layer->input_count; i++) {
        layer->in[i] = value_shape(net, layer->inputs[i]);
    }
    layer->index = net->layer_count;
    if (!layer->type->setup(layer, error)) {
        struct text inputs = {0};
        describe_inputs(net, layer, &inputs);
        char reason[sizeof error->message];
        snprintf(reason, sizeof reason, "%s", error ? error->message : "");
        yaml_fail(builder->document, place, error, "%s: %s (its input: %s)", layer->name, reason,
                  inputs.data ? inputs.data : "");
        text_free(&inputs);
        return false;
    }
    if (!check_size(builder, layer, place, error)) {
        return false;
    }
    if (net->layer_count == builder->capacity) {
        return yaml_fail(builder->document, place, error, "%s: more than %d layers", layer->name, LAYERS_MAX);
    }
    snprintf(builder->labels[net->layer_count], sizeof *builder->labels, "%s", label);
    net->layers[net->layer_count++] = layer;
    return true;
}

static struct layer *make_layer(const struct builder *builder, const struct layer_item *item,
                                const struct layer_type *type, const char *name, int input, struct fg_error *error)
{
    if (strlen(name) >= sizeof((struct layer *)0)->name) {
        yaml_fail(builder->document, item->place, error, "%s: nested too deeply", name);
        return NULL;
    }
    struct layer *layer = memory_new(1, type->size, error);
    if (layer) {
        layer->type = type;
        layer->initializer = LAYER_INITIALIZER_NET;
        layer->input_count = type->inputs;
        layer->inputs[0] = input;
        strcpy(layer->name, name);
        layer->place = item->place;
    }
    return layer;
}

static bool build_layer(struct builder *builder, const struct layer_item *item, const char *path, const char *label,
                        int input, struct fg_error *error)
{
    char name[160];
    snprintf(name, sizeof name, "%s.%s", path, item->type->named.name);
    struct layer *layer = make_layer(builder, item, item->type, name, input, error);
    if (!layer) {
        return false;
    }
    bool done =
        fields_read(item->type->fields, builder->document, item->fields, name, layer, error) &&
        (item->type->inputs < 2 || look_up(builder, item->place, name, layer->other, &layer->inputs[1], error)) &&
        append(builder, layer, item->place, label, error);
    if (!done) {
        free(layer);
    }
    return done;
}

static bool build_list(struct builder *builder, const struct yaml_node *list, const char *path, int input, int depth,
                       int *output, struct fg_error *error);

/* The block's layers, then an `add` of the block's input. */
static bool build_residual(struct builder *builder, const struct layer_item *item, const char *path, const char *label,
                           int input, int depth, struct fg_error *error)
{
    char name[160];
    snprintf(name, sizeof name, "%s.residual", path);
    int output = input;
    if (!build_list(builder, item->fields, name, input, depth + 1, &output, error)) {
        return false;
    }
    struct layer *layer = make_layer(builder, item, &layer_add, name, output, error);
    if (!layer) {
        return false;
    }
    layer->inputs[1] = input;
    if (!append(builder, layer, item->place, label, error)) {
        free(layer);
        return false;
    }
    return true;
}

static bool build_item(struct builder *builder, const struct yaml_node *node, const char *path, int depth, int *value,
                       struct fg_error *error)
{
    struct layer_item item;
    if (!layer_item_read(builder->document, node, path, &item, error)) {
        return false;
    }
    const char *label = "";
    if (item.name) {
        label = item.name->text;
        if (item.name->kind != YAML_SCALAR || !*label || strlen(label) >= sizeof *builder->labels ||
            find_value(builder, label) >= 0) {
            return yaml_fail(builder->document, item.name, error,
                             "%s.name: want a name of at most %zu letters that no other layer has", path,
                             sizeof *builder->labels - 1);
        }
    }
    if (item.input &&
        (item.input->kind != YAML_SCALAR || !look_up(builder, item.input, path, item.input->text, value, error))) {
        return item.input->kind == YAML_SCALAR
                   ? false
                   : yaml_fail(builder->document, item.input, error, "%s.input: want the name of a layer", path);
    }
    bool done = item.type == &layer_residual ? build_residual(builder, &item, path, label, *value, depth, error)
                                             : build_layer(builder, &item, path, label, *value, error);
    *value = builder->net->layer_count;
    return done;
}

static bool build_list(struct builder *builder, const struct yaml_node *list, const char *path, int input, int depth,
                       int *output, struct fg_error *error)
{
    if (!layer_list_check(builder->document, list, path, error)) {
        return false;
    }
    if (depth > DEPTH_MAX) {
        return yaml_fail(builder->document, list, error, "%s: blocks nested more than %d deep", path, DEPTH_MAX);
    }
    int value = input;
    for (int i = 0; i < list->count; i++) {
        char item_path[112];
        snprintf(item_path, sizeof item_path, "%.96s.%d", path, i);
        if (!build_item(builder, list->items[i], item_path, depth, &value, error)) {
            return false;
        }
    }
    *output = value;
    return true;
}

bool net_build(struct net *net, const char *name, const struct yaml_document *document, const struct yaml_node *list,
               struct shape input, enum initializer initializer, uint32_t stream, struct fg_error *error)
{
    *net = (struct net){.input = input, .stream = stream, .initializer = initializer};
    snprintf(net->name, sizeof net->name, "%s", name);
    struct builder builder = {.net = net, .document = document, .capacity = LAYERS_MAX};
    net->layers = memory_new(LAYERS_MAX, sizeof *net->layers, error);
    builder.labels = memory_new(LAYERS_MAX, sizeof *builder.labels, error);
    int output = 0;
    bool done = net->layers && builder.labels && build_list(&builder, list, name, 0, 0, &output, error) &&
                net_lay_out(net, error);
    free(builder.labels);
    if (!done) {
        net_free(net);
    }
    return done;
}

void net_free(struct net *net)
{
    for (int i = 0; net->layers && i < net->layer_count; i++) {
        free(net->layers[i]);
    }
    free(net->layers);
    free(net->storage);
    free(net->gradient_storage);
    *net = (struct net){0};
}
