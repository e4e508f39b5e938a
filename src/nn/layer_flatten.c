#include "nn/layer.h"

/* The same values as a vector. */

static bool setup(struct layer *layer, struct fg_error *error)
{
    (void)error;
    layer->out = (struct shape){1, 1, (int)shape_size(layer->in[0])};
    return true;
}

const struct layer_type layer_flatten = {
    .named = {"flatten", "the same values as a vector", layer_no_fields, sizeof(struct layer)},
    .example = "flatten",
    .inputs = 1,
    .setup = setup,
};
