#include "nn/layer.h"

const struct named *const layer_table[] = {
    &layer_dense.named,    &layer_conv.named,       &layer_conv_transpose.named, &layer_batchnorm.named,
    &layer_relu.named,     &layer_leaky_relu.named, &layer_tanh.named,           &layer_sigmoid.named,
    &layer_dropout.named,  &layer_max_pool.named,   &layer_reshape.named,        &layer_flatten.named,
    &layer_residual.named, &layer_add.named,        &layer_concat.named,         NULL,
};
