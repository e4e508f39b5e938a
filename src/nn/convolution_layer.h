#ifndef NN_CONVOLUTION_LAYER_H
#define NN_CONVOLUTION_LAYER_H

#include "kernels/convolution.h"
#include "nn/layer.h"

/* What conv and conv_transpose share: fields, and where the kernel's positions lie. */
struct convolution {
    struct layer layer;
    int filters, kernel, stride;
    const char *padding; /* "same" or a number of pixels */
    bool bias;
    struct geometry geometry; /* made by set-up */
};

extern const struct field convolution_fields[];

/* The padding: false with an error where it is neither `same` nor 0..kernel-1. *same tells which. */
bool convolution_padding(const struct convolution *layer, bool *same, int *padding, struct fg_error *error);

/* Weight [kernel][kernel][in][out], bias, scratch, multiply-adds. Fails where the weights are too many. */
bool convolution_declare(struct convolution *convolution, struct fg_error *error);

#endif
