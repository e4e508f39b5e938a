#ifndef NN_NET_H
#define NN_NET_H

#include "base/arena.h"
#include "nn/layer.h"

/* A net: a flat list of layers in order, with its parameters, gradients and buffers in three blocks, so that
 * optimizers, averages and checkpoints are loops over flat arrays. */
struct net {
    char name[32];   /* its key in the experiment: model, generator, discriminator */
    uint32_t stream; /* tells nets of one training apart where random numbers are drawn */
    struct layer **layers;
    int layer_count;
    struct shape input, output;
    enum initializer initializer;
    int *storage;          /* of each value (0: the input, i + 1: layer i's output): the value whose array it is in */
    int *gradient_storage; /* the same for the values' gradients */
    int first_trained;     /* layers before it need no backward unless the input's gradient is wanted */
    size_t parameter_count, buffer_count;
    float *parameters, *gradients, *buffers; /* in the arena */
};

/* Build from the list in an experiment: each item a layer's name, or a name with its fields, beside `name:` to give it
 * a name and `input:` to take another layer's output than the one before. Errors carry the place, and where shapes
 * don't fit both layers' names and shapes. The document must outlive the net. */
bool net_build(struct net *net, const char *name, const struct yaml_document *document, const struct yaml_node *list,
               struct shape input, enum initializer initializer, uint32_t stream, struct fg_error *error);

void net_free(struct net *net);

/* Take the three blocks from the arena. */
void net_reserve(struct net *net, struct arena *arena);

/* Fill parameters and buffers as a new net has them. */
void net_initialize(struct net *net, uint64_t seed);

/* "generator.4.conv_transpose.weight" */
void net_tensor_name(const struct layer *layer, const struct layer_tensor *tensor, char *name, size_t size);

/* Multiply-adds of the direct algorithm for one example, from shapes alone: of a forward pass, and of a backward pass
 * with the parameters' gradients, the input's gradient, or both. Each of the two costs a layer as much as its forward;
 * a first trained layer needs no gradient of its input. */
double layer_backward_work(const struct net *net, const struct layer *layer, bool parameters, bool input);
double net_forward_work(const struct net *net);
double net_backward_work(const struct net *net, bool parameters, bool input);

/* The list as YAML with every default spelled out, as it stood in the experiment (residual blocks nested). */
bool net_write_list(const struct yaml_document *document, const struct yaml_node *list, const char *name, int indent,
                    struct text *text, struct fg_error *error);

/* How often a training has a net's arrays. */
struct net_use {
    const struct net *net;
    int copies;   /* of the parameters: themselves, their gradients, the optimizer's, an average */
    int examples; /* in all its passes */
};

/* The bytes of a layer's parameters, and of its outputs, their gradients and what it keeps for backward. */
size_t net_layer_memory(const struct net_use *use, const struct layer *layer);

/* A table of the layers: shape, parameters, MFLOP an example (2 a multiply-add, forward), memory as above; the input's
 * is its own array and its gradient. */
void net_describe(const struct net_use *use, struct text *text);

#endif
