#include "nn/layer.h"

/* The same values, in the same order, under another shape. */
struct reshape {
    struct layer layer;
    struct field_ints shape;
};

static const struct field fields[] = {
    {.name = "shape",
     .kind = FIELD_INTS,
     .offset = offsetof(struct reshape, shape),
     .minimum = 1,
     .maximum = 1 << 20,
     .help = "height, width, channels"},
    {0},
};

static bool setup(struct layer *layer, struct fg_error *error)
{
    const struct field_ints *shape = &((const struct reshape *)layer)->shape;
    if (shape->count != 3) {
        return fg_fail(error, FG_USAGE, "want three numbers, [height, width, channels], got %d", shape->count);
    }
    layer->out = (struct shape){shape->values[0], shape->values[1], shape->values[2]};
    if (shape_size(layer->out) != shape_size(layer->in[0])) {
        char to[48];
        return fg_fail(error, FG_USAGE, "%s is %zu values, and %zu come in", shape_text(layer->out, to),
                       shape_size(layer->out), shape_size(layer->in[0]));
    }
    return true;
}

const struct layer_type layer_reshape = {
    .named = {"reshape", "the same values as an image of another shape", fields, sizeof(struct reshape)},
    .example = "reshape: [7, 7, 128]",
    .inputs = 1,
    .setup = setup,
};
