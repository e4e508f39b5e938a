#include "nn/layer_activation.h"

#include <math.h>

#define ROWS(EACH)                                                                                                     \
    EACH(layer, dense)                                                                                                 \
    EACH(layer, conv)                                                                                                  \
    EACH(layer, conv_transpose)                                                                                        \
    EACH(layer, batchnorm)                                                                                             \
    EACH(layer, layernorm)                                                                                             \
    EACH(layer, instancenorm)                                                                                          \
    EACH(layer, groupnorm)                                                                                             \
    EACH(layer, pixelnorm)                                                                                             \
    EACH(layer, dropout)                                                                                               \
    EACH(layer, max_pool)                                                                                              \
    EACH(layer, reshape)                                                                                               \
    EACH(layer, flatten)                                                                                               \
    EACH(layer, residual)                                                                                              \
    EACH(layer, add)                                                                                                   \
    EACH(layer, concat)                                                                                                \
    EACH(layer, multiply)                                                                                              \
    EACH(layer, modulate)                                                                                              \
    EACH(layer, dot)

ROWS(TABLE_DECLARE)

const struct named *const layer_table[] = {
    ROWS(TABLE_ROW)
    /* Activations; leaky_relu: Maas et al. 2013; gelu: Hendrycks and Gimpel 2016; silu: Elfwing et al. 2018. */
    ACTIVATION_LAYER(relu, "max(x, 0)", "relu", 0, INFINITY, NO_NUMBER),
    ACTIVATION_LAYER(leaky_relu, "x above zero, slope x below", "leaky_relu: 0.2", 0, 0,
                     ROW("slope", FIELD_NUMBER, activation, number, "0.2", 0, 1, "of the part below zero")),
    ACTIVATION_LAYER(tanh, "hyperbolic tangent, -1 to 1", "tanh", -1, 1, NO_NUMBER),
    ACTIVATION_LAYER(sigmoid, "logistic function, 0 to 1", "sigmoid", 0, 1, NO_NUMBER),
    ACTIVATION_LAYER(gelu, "x times the share of a normal distribution below x (exact, not by tanh)", "gelu", 0, 0,
                     NO_NUMBER),
    ACTIVATION_LAYER(silu, "x times the logistic function of x", "silu", 0, 0, NO_NUMBER),
    ACTIVATION_LAYER(softplus, "log(1 + exp(x)), 0 and more", "softplus", 0, INFINITY, NO_NUMBER),
    NULL,
};
