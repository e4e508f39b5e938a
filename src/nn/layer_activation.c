#include "nn/layer_activation.h"

void activation_forward(const struct layer *layer, const struct layer_work *work)
{
    const struct activation_type *type = (const struct activation_type *)layer->type;
    float number = (float)((const struct activation *)layer)->number;
    type->forward(work->x[0], work->y, number, (size_t)work->count * shape_size(layer->out));
}

void activation_backward(const struct layer *layer, const struct layer_work *work)
{
    const struct activation_type *type = (const struct activation_type *)layer->type;
    float number = (float)((const struct activation *)layer)->number;
    const float *read = type->layer.reads_output ? work->y : work->x[0];
    if (work->dx[0]) {
        type->backward(read, work->dy, work->dx[0], number, (size_t)work->count * shape_size(layer->out));
    }
}
