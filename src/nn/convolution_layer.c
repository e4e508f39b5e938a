#include "nn/convolution_layer.h"

#include <stdlib.h>
#include <string.h>

const struct field convolution_fields[] = {
    {.name = "filters",
     .kind = FIELD_INT,
     .offset = offsetof(struct convolution, filters),
     .minimum = 1,
     .maximum = 4096,
     .help = "output channels"},
    {.name = "kernel",
     .kind = FIELD_INT,
     .offset = offsetof(struct convolution, kernel),
     .fallback = "3",
     .minimum = 1,
     .maximum = 31,
     .help = "height and width of the window"},
    {.name = "stride",
     .kind = FIELD_INT,
     .offset = offsetof(struct convolution, stride),
     .fallback = "1",
     .minimum = 1,
     .maximum = 16,
     .help = "pixels between windows"},
    {.name = "padding",
     .kind = FIELD_TEXT,
     .offset = offsetof(struct convolution, padding),
     .fallback = "same",
     .help = "same (out = ceil(in / stride), transposed in * stride) or pixels on every side"},
    {.name = "bias",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct convolution, bias),
     .fallback = "true",
     .help = "add a bias to each output channel"},
    LAYER_INITIALIZER_FIELD(convolution),
    {0},
};

bool convolution_padding(const struct convolution *layer, bool *same, int *padding, struct fg_error *error)
{
    *same = strcmp(layer->padding, "same") == 0;
    if (*same) {
        return true;
    }
    char *end;
    long pixels = strtol(layer->padding, &end, 10);
    if (*end || end == layer->padding || pixels < 0 || pixels >= layer->kernel) {
        return fg_fail(error, FG_USAGE, "padding: want `same` or 0..%d, got \"%s\"", layer->kernel - 1, layer->padding);
    }
    *padding = (int)pixels;
    return true;
}

bool convolution_declare(struct convolution *convolution, struct fg_error *error)
{
    struct layer *layer = &convolution->layer;
    const struct geometry *geometry = &convolution->geometry;
    int area = convolution->kernel * convolution->kernel;
    int in = layer->in[0].channels, out = layer->out.channels;
    double weights = (double)area * in * out;
    if (weights > LAYER_WEIGHTS_MAX) {
        return fg_fail(error, FG_USAGE, "too large: %.0f weights, the most is %d", weights, LAYER_WEIGHTS_MAX);
    }
    layer_add_weight(layer, 4, (const int[]){convolution->kernel, convolution->kernel, in, out}, area * in, area * out);
    if (convolution->bias) {
        layer_add_vector(layer, "bias", out, 0.0f);
    }
    layer->scratch = convolution_scratch(geometry);
    layer->arranged = convolution_arranged(geometry);
    layer->arrange_pieces = convolution_pieces(geometry);
    layer->multiply_adds = (double)geometry->small_height * geometry->small_width * weights;
    return true;
}
