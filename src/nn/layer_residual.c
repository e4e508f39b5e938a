#include "nn/layer.h"

/* A block whose result is added to what went into it (He et al. 2016). The net flattens it at set-up into the block's
 * layers and an `add`; this row gives it its name and its help. */

const struct layer_type layer_residual = {
    .named = {"residual", "a list of layers whose result is added to what went in", layer_no_fields,
              sizeof(struct layer)},
    .example = "residual: [batchnorm, relu, conv: 64]",
    .inputs = 1,
};
