#include "nn/constraint.h"

#define ROWS(EACH) EACH(constraint, spectral_norm)

ROWS(TABLE_DECLARE)

const struct named *const constraint_table[] = {ROWS(TABLE_ROW) NULL};

bool constraint_fits(const struct layer *layer)
{
    return layer->parameter_count > 0 && layer->parameters[0].rank >= 2;
}

struct constrained constraint_weight(const struct layer *layer, const float *parameters, float *effective,
                                     float *buffers)
{
    const struct layer_tensor *weight = &layer->parameters[0];
    struct constrained result = {
        .columns = (size_t)weight->shape[weight->rank - 1],
        .raw = parameters + weight->offset,
        .effective = effective + layer->effective,
    };
    result.rows = weight->count / result.columns;
    for (int t = 0; t < layer->buffer_count; t++) {
        result.buffers[t] = buffers + layer->buffers[t].offset;
    }
    return result;
}
