#include "nn/layer_activation.h"

#include <math.h>

/* Of leaky_relu: Maas et al. 2013. */
const struct named *const layer_table[] = {
    &layer_dense.named,
    &layer_conv.named,
    &layer_conv_transpose.named,
    &layer_batchnorm.named,
    ACTIVATION_LAYER(relu, "max(x, 0)", "relu", 0, INFINITY, NO_NUMBER),
    ACTIVATION_LAYER(leaky_relu, "x above zero, slope x below", "leaky_relu: 0.2", 0, 0,
                     ROW("slope", FIELD_NUMBER, activation, number, "0.2", 0, 1, "of the part below zero")),
    ACTIVATION_LAYER(tanh, "hyperbolic tangent, -1 to 1", "tanh", -1, 1, NO_NUMBER),
    ACTIVATION_LAYER(sigmoid, "logistic function, 0 to 1", "sigmoid", 0, 1, NO_NUMBER),
    &layer_dropout.named,
    &layer_max_pool.named,
    &layer_reshape.named,
    &layer_flatten.named,
    &layer_residual.named,
    &layer_add.named,
    &layer_concat.named,
    &layer_multiply.named,
    &layer_modulate.named,
    &layer_dot.named,
    NULL,
};
