#include "nn/constraint.h"

#define ROWS(EACH) EACH(constraint, spectral_norm)

ROWS(TABLE_DECLARE)

const struct named *const constraint_table[] = {ROWS(TABLE_ROW) NULL};

bool constraint_fits(const struct layer *layer)
{
    return layer->parameter_count > 0 && layer->parameters[0].rank >= 2;
}

/* Its last dimension: outputs. */
static size_t columns(const struct layer *layer)
{
    const struct layer_tensor *weight = &layer->parameters[0];
    return (size_t)weight->shape[weight->rank - 1];
}

static size_t rows(const struct layer *layer)
{
    return layer->parameters[0].count / columns(layer);
}

void constraint_set(struct layer *layer, const struct constraint_type *type)
{
    layer->constraint = type;
    type->setup(layer, rows(layer), columns(layer));
}

struct constrained constraint_weight(const struct layer *layer, const float *parameters, float *effective,
                                     float *buffers)
{
    struct constrained result = {
        .rows = rows(layer),
        .columns = columns(layer),
        .raw = parameters + layer->parameters[0].offset,
        .effective = effective + layer->effective,
    };
    for (int t = 0; t < layer->buffer_count; t++) {
        result.buffers[t] = buffers + layer->buffers[t].offset;
    }
    return result;
}
