#include "base/memory.h"
#include "base/text.h"
#include "nn/constraint.h"
#include "nn/net_layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From a list of layers to layers in a row. */

enum { LAYERS_MAX = 1000 };

struct builder {
    struct net *net;
    const struct net_recipe *recipe;
    struct fg_error *error;
};

/* yaml_fail, or without a document the message alone. */
static bool fail(const struct builder *builder, const struct yaml_node *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool fail(const struct builder *builder, const struct yaml_node *place, const char *format, ...)
{
    char message[sizeof builder->error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const struct yaml_document *document = builder->recipe->document;
    return document ? yaml_fail(document, place, builder->error, "%s", message)
                    : fg_fail(builder->error, FG_USAGE, "%s", message);
}

/* The value of that name, or -1. Values without a name are called "". */
static int find_value(const struct net *net, const char *name)
{
    for (int i = net_value_count(net) - 1; *name && i >= 0; i--) {
        if (strcmp(net->values[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

/* "`input`, `label`" */
static void list_inputs(const struct net *net, struct text *text)
{
    for (int i = 0; i < net->input_count; i++) {
        text_add(text, "%s`%s`", i == 0 ? "" : " or ", net->values[i].name);
    }
}

static bool look_up(const struct builder *builder, const struct yaml_node *place, const char *path, const char *name,
                    int *value)
{
    *value = find_value(builder->net, name);
    if (*value >= 0) {
        return true;
    }
    const struct net_recipe *recipe = builder->recipe;
    if (recipe->absent && strcmp(name, recipe->absent) == 0) {
        return fail(builder, place,
                    "%s: no layer before this one is named \"%s\", and the network is not given it: want %s", path,
                    name, recipe->absent_wants);
    }
    struct text inputs = {0};
    list_inputs(builder->net, &inputs);
    fail(
        builder, place,
        "%s: no layer before this one is named \"%s\": give one a name with `name: %s`, or say %s for what the network "
        "is given",
        path, name, name, inputs.data ? inputs.data : "");
    text_free(&inputs);
    return false;
}

/* Bounds within which no product of a layer's sizes passes an int's. */
static bool check_size(const struct builder *builder, const struct layer *layer)
{
    enum { VALUES_MAX = 1 << 26 };
    size_t values = shape_size(layer->out), weights = 0;
    for (int i = 0; i < layer->parameter_count; i++) {
        weights = layer->parameters[i].count > weights ? layer->parameters[i].count : weights;
    }
    bool too_large = weights > LAYER_WEIGHTS_MAX;
    return (!too_large && values <= VALUES_MAX) ||
           fail(builder, layer->place, "%s: too large: %zu %s, the most is %d", layer->name,
                too_large ? weights : values, too_large ? "weights" : "outputs an example",
                too_large ? LAYER_WEIGHTS_MAX : VALUES_MAX);
}

/* "got 14x14x32 from generator.3.conv" */
static void describe_inputs(const struct net *net, const struct layer *layer, struct text *text)
{
    for (int i = 0; i < layer->input_count; i++) {
        char shape[48];
        int value = layer->inputs[i];
        text_add(text, "%s%s from ", i ? " and " : "", shape_text(layer->in[i], shape));
        if (value >= net->input_count) {
            text_add(text, "%s", net->layers[value - net->input_count]->name);
        } else {
            text_add(text, value == 0 ? "the input" : "the input `%s`", net->values[value].name);
        }
    }
}

static bool constrain(const struct builder *builder, struct layer *layer, const struct layer_item *item)
{
    if (!item->constraint) {
        return true;
    }
    if (!constraint_fits(layer)) {
        return fail(builder, item->constraint_place, "%s.constraint: the layer has no matrix of weights to constrain",
                    layer->name);
    }
    constraint_set(layer, item->constraint);
    return true;
}

static bool set_up(const struct builder *builder, struct layer *layer, const struct layer_item *item)
{
    struct fg_error reason = {0};
    if (layer->type->setup(layer, &reason)) {
        return check_size(builder, layer) && constrain(builder, layer, item);
    }
    struct text inputs = {0};
    describe_inputs(builder->net, layer, &inputs);
    fail(builder, layer->place, "%s: %s (its input: %s)", layer->name, reason.message, inputs.data ? inputs.data : "");
    text_free(&inputs);
    return false;
}

static bool add_output(const struct builder *builder, const struct layer_item *item, const char *path, int value)
{
    struct net *net = builder->net;
    if (!item->output) {
        return true;
    }
    if (net_find_output(net, item->output) >= 0) {
        return fail(builder, item->output_place, "%s.output: want a name that no other output has, got \"%s\"", path,
                    item->output);
    }
    if (net->output_count == NET_OUTPUTS_MAX) {
        return fail(builder, item->output_place, "%s.output: a network has %d outputs at most", path, NET_OUTPUTS_MAX);
    }
    struct net_output *output = &net->outputs[net->output_count++];
    snprintf(output->name, sizeof output->name, "%s", item->output);
    output->value = value;
    return true;
}

/* The net takes the layer, done or not. */
static bool append(const struct builder *builder, struct layer *layer, const struct layer_item *item, const char *path)
{
    struct net *net = builder->net;
    if (net->layer_count == LAYERS_MAX) {
        fail(builder, layer->place, "%s: more than %d layers", layer->name, LAYERS_MAX);
        free(layer);
        return false;
    }
    layer->index = net->layer_count;
    layer->value = net_value_count(net);
    for (int i = 0; i < layer->input_count; i++) {
        layer->in[i] = net->values[layer->inputs[i]].shape;
    }
    bool done = set_up(builder, layer, item);
    struct net_value *value = &net->values[layer->value];
    value->shape = layer->out;
    snprintf(value->name, sizeof value->name, "%s", item->name ? item->name : "");
    net->layers[net->layer_count++] = layer;
    return done && add_output(builder, item, path, layer->value);
}

static struct layer *make_layer(const struct builder *builder, const struct layer_item *item,
                                const struct layer_type *type, const char *name, int input)
{
    if (strlen(name) >= sizeof((struct layer *)0)->name) {
        fail(builder, item->place, "%s: nested too deeply", name);
        return NULL;
    }
    struct layer *layer = memory_new(1, type->named.size, builder->error);
    if (layer) {
        if (item->settings) {
            memcpy(layer, item->settings, type->named.size);
        }
        layer->type = type;
        layer->input_count = type->inputs;
        layer->inputs[0] = input;
        strcpy(layer->name, name);
        layer->place = item->place;
    }
    return layer;
}

static bool build_layer(const struct builder *builder, const struct layer_item *item, const char *path, int input)
{
    char name[160];
    int second = 0;
    snprintf(name, sizeof name, "%s.%s", path, item->type->named.name);
    if (item->type->inputs > 1 && !look_up(builder, item->place, name, item->settings->other, &second)) {
        return false;
    }
    struct layer *layer = make_layer(builder, item, item->type, name, input);
    if (!layer) {
        return false;
    }
    layer->inputs[1] = second;
    return append(builder, layer, item, path);
}

static bool build_list(const struct builder *builder, const struct layer_list *list, const char *path, int input,
                       int *output);

/* The block's layers, then an `add` of the block's input. */
static bool build_residual(const struct builder *builder, const struct layer_item *item, const char *path, int input)
{
    char name[160];
    snprintf(name, sizeof name, "%s.residual", path);
    int output = input;
    if (!build_list(builder, &item->block, name, input, &output)) {
        return false;
    }
    struct layer *layer = make_layer(builder, item, &layer_add, name, output);
    if (!layer) {
        return false;
    }
    layer->inputs[1] = input;
    return append(builder, layer, item, path);
}

static bool build_item(const struct builder *builder, const struct layer_item *item, const char *path, int *value)
{
    if (item->name && find_value(builder->net, item->name) >= 0) {
        return fail(builder, item->name_place, "%s.name: want a name that no other layer has, and no input, got \"%s\"",
                    path, item->name);
    }
    if (item->input && !look_up(builder, item->input_place, path, item->input, value)) {
        return false;
    }
    bool done = item->type == &layer_residual ? build_residual(builder, item, path, *value)
                                              : build_layer(builder, item, path, *value);
    *value = net_value_count(builder->net) - 1;
    return done;
}

static bool build_list(const struct builder *builder, const struct layer_list *list, const char *path, int input,
                       int *output)
{
    *output = input;
    if (list->count == 0) {
        return fail(builder, NULL, "%s: want at least one layer", path);
    }
    for (int i = 0; i < list->count; i++) {
        char item_path[112];
        snprintf(item_path, sizeof item_path, "%.96s.%d", path, i);
        if (!build_item(builder, &list->items[i], item_path, output)) {
            return false;
        }
    }
    return true;
}

static void name_inputs(struct net *net, const struct net_recipe *recipe)
{
    for (int i = 0; i < NET_INPUTS_MAX && recipe->inputs[i].name; i++) {
        struct net_value *value = &net->values[net->input_count++];
        snprintf(value->name, sizeof value->name, "%s", recipe->inputs[i].name);
        value->shape = recipe->inputs[i].shape;
    }
}

bool net_build(struct net *net, const struct net_recipe *recipe, struct fg_error *error)
{
    *net = (struct net){.stream = recipe->stream, .initializer = recipe->initializer, .output_count = 1};
    snprintf(net->name, sizeof net->name, "%s", recipe->name);
    strcpy(net->outputs[0].name, "output");
    const struct builder builder = {net, recipe, error};
    net->layers = memory_new(LAYERS_MAX, sizeof *net->layers, error);
    net->values = memory_new(NET_INPUTS_MAX + LAYERS_MAX, sizeof *net->values, error);
    bool done = net->layers && net->values;
    if (done) {
        name_inputs(net, recipe);
        done = build_list(&builder, recipe->layers, recipe->name, 0, &net->outputs[0].value) && net_lay_out(net, error);
    }
    if (!done) {
        net_free(net);
    }
    return done;
}

bool net_read(struct net *net, const struct net_recipe *recipe, const struct yaml_node *list, struct fg_error *error)
{
    struct layer_list layers;
    struct net_recipe read = *recipe;
    read.layers = &layers;
    *net = (struct net){0};
    bool done = layer_list_read(&layers, recipe->document, list, recipe->name, error) && net_build(net, &read, error);
    layer_list_free(&layers);
    return done;
}

void net_free(struct net *net)
{
    for (int i = 0; net->layers && i < net->layer_count; i++) {
        free(net->layers[i]);
    }
    free(net->layers);
    free(net->values);
    *net = (struct net){0};
}
