#include "nn/layer.h"

#include <assert.h>
#include <stdio.h>

const struct field layer_no_fields[] = {{0}};

const struct field layer_other_field[] = {
    {.name = "with",
     .kind = FIELD_TEXT,
     .offset = offsetof(struct layer, other),
     .help = "name of the other layer, or of an input"},
    {0},
};

size_t shape_size(struct shape shape)
{
    return shape_pixels(shape) * (size_t)shape.channels;
}

size_t shape_pixels(struct shape shape)
{
    return (size_t)shape.height * (size_t)shape.width;
}

bool shape_equal(struct shape a, struct shape b)
{
    return a.height == b.height && a.width == b.width && a.channels == b.channels;
}

bool shape_is_vector(struct shape shape)
{
    return shape.height == 1 && shape.width == 1;
}

const char *shape_text(struct shape shape, char text[static 48])
{
    if (shape_is_vector(shape)) {
        snprintf(text, 48, "%d", shape.channels);
    } else {
        snprintf(text, 48, "%dx%dx%d", shape.height, shape.width, shape.channels);
    }
    return text;
}

bool layer_keep_shape(struct layer *layer, struct fg_error *error)
{
    (void)error;
    layer->out = layer->in[0];
    return true;
}

bool layer_is_view(const struct layer_type *type)
{
    return !type->sweeps[SWEEP_FORWARD].examples;
}

size_t layer_parameter_count(const struct layer *layer)
{
    size_t count = 0;
    for (int t = 0; t < layer->parameter_count; t++) {
        count += layer->parameters[t].count;
    }
    return count;
}

bool layer_add_weight(struct layer *layer, int rank, const int *shape, struct fg_error *error)
{
    assert(layer->parameter_count < LAYER_TENSORS_MAX);
    struct layer_tensor *tensor = &layer->parameters[layer->parameter_count++];
    double count = 1;
    *tensor = (struct layer_tensor){.name = "weight", .rank = rank};
    for (int i = 0; i < rank; i++) {
        tensor->shape[i] = shape[i];
        count *= shape[i];
    }
    if (count > LAYER_WEIGHTS_MAX) {
        return fg_fail(error, FG_USAGE, "too large: %.0f weights, the most is %d", count, LAYER_WEIGHTS_MAX);
    }
    tensor->count = (size_t)count;
    tensor->fan_in = (int)count / shape[rank - 1];
    tensor->fan_out = (int)count / shape[rank - 2];
    return true;
}

static struct layer_tensor vector(const char *name, int count, float value)
{
    return (struct layer_tensor){.name = name, .rank = 1, .shape = {count}, .count = (size_t)count, .value = value};
}

void layer_add_vector(struct layer *layer, const char *name, int count, float value)
{
    assert(layer->parameter_count < LAYER_TENSORS_MAX);
    layer->parameters[layer->parameter_count++] = vector(name, count, value);
}

void layer_add_buffer(struct layer *layer, const char *name, int count, float value)
{
    assert(layer->buffer_count < LAYER_TENSORS_MAX);
    layer->buffers[layer->buffer_count++] = vector(name, count, value);
}
