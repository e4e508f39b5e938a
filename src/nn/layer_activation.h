#ifndef NN_LAYER_ACTIVATION_H
#define NN_LAYER_ACTIVATION_H

#include "config/field_rows.h"
#include "kernels/kernels.h"
#include "nn/layer.h"

/* Layers that do the same with each number: y = f(x), dx = f'(x) dy, by the kernels of kernels/activation_list.h. */

struct activation {
    struct layer layer;
    double number; /* the a of activation_list.h */
};

struct activation_type {
    struct layer_type layer;
    void (*forward)(const float *x, float *y, float a, size_t count);
    void (*backward)(const float *read, const float *dy, float *dx, float a, size_t count); /* read: x or y */
};

void activation_forward(const struct layer *layer, const struct layer_work *work);
void activation_backward(const struct layer *layer, const struct layer_work *work);

/* NAME_READS: what NAME_backward reads. */
#define ACTIVATION(name, read, value, slope) name##_READS = READS_##read,
enum activation_reads {
    READS_x,
    READS_y,
#include "kernels/activation_list.h"
};
#undef ACTIVATION

/* Of an activation without a number of its own. */
#define NO_NUMBER                                                                                                      \
    {                                                                                                                  \
        0                                                                                                              \
    }

/* An activation's row in the table of layers: its name there and in activation_list.h; help; its example; the least and
 * the most that y can be (both 0: any number); the row of its number's field, or NO_NUMBER. */
#define ACTIVATION_LAYER(kernel, help_text, example_text, least_y, most_y, ...)                                        \
    &(const struct activation_type){                                                                                   \
        .layer = {.named = {#kernel, help_text, (const struct field[]){__VA_ARGS__, {0}}, sizeof(struct activation)},  \
                  .example = example_text,                                                                             \
                  .inputs = 1,                                                                                         \
                  .in_place = kernel##_READS == READS_y,                                                               \
                  .gradient_in_place = true,                                                                           \
                  .reads_output = kernel##_READS == READS_y,                                                           \
                  .least = least_y,                                                                                    \
                  .most = most_y,                                                                                      \
                  .setup = layer_keep_shape,                                                                           \
                  .sweeps = {[SWEEP_FORWARD] = {.examples = activation_forward},                                       \
                             [SWEEP_BACKWARD] = {.examples = activation_backward}}},                                   \
        .forward = kernel##_forward,                                                                                   \
        .backward = kernel##_backward,                                                                                 \
    }                                                                                                                  \
         .layer.named

#endif
