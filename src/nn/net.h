#ifndef NN_NET_H
#define NN_NET_H

#include "base/arena.h"
#include "nn/layer_list.h"

/* A net: a flat list of layers in order, with its parameters, gradients and buffers in three blocks, so that
 * optimizers, averages and checkpoints are loops over flat arrays. What layers read and give are values: first the
 * net's inputs, then one a layer. */

enum { NET_INPUTS_MAX = 4, NET_OUTPUTS_MAX = 4 };

/* What a value depends on: a mask of these. It has a gradient in a backward pass that is asked for one of them. */
enum { NET_PARAMETERS = 1 };
#define NET_INPUT(k) (2u << (k))

struct net_value {
    char name[LAYER_NAME_SIZE]; /* an input's, or what `name:` calls it by; "": none */
    struct shape shape;
    unsigned depends;
    int readers;          /* layers, and the net's outputs */
    int storage;          /* the value whose array it is in; itself, where it has one of its own */
    int gradient_storage; /* the same for its gradient */
};

struct net_input {
    const char *name;
    struct shape shape;
};

struct net_output {
    char name[LAYER_NAME_SIZE]; /* "output": the last value, which comes first; else what `output:` says */
    int value;
};

struct net {
    char name[32];   /* its key in the experiment: model, generator, discriminator */
    uint32_t stream; /* tells nets of one training apart where random numbers are drawn */
    struct layer **layers;
    int layer_count;
    struct net_value *values; /* input_count + layer_count */
    int input_count, output_count;
    struct net_output outputs[NET_OUTPUTS_MAX];
    enum initializer initializer;
    size_t parameter_count, buffer_count, effective_count;
    float *parameters, *gradients, *buffers; /* in the arena */
    float *effective;                        /* weights under a constraint as layers read them; NULL: there are none */
};

/* What a net is made of. */
struct net_recipe {
    const char *name;
    const struct layer_list *layers;
    struct net_input inputs[NET_INPUTS_MAX]; /* the first is the one that the first layer reads; ends with name NULL */
    enum initializer initializer;
    uint32_t stream;
    const struct yaml_document *document; /* of the layers' places, for messages; NULL: none */
    const char *absent, *absent_wants;    /* an input that it isn't given, and what would give it, for the message where
                                             a layer names it; NULL: none */
};

/* Build it. The list isn't needed afterwards, but what its settings point to is. Errors carry the place, and where
 * shapes don't fit both layers' names and shapes. */
bool net_build(struct net *net, const struct net_recipe *recipe, struct fg_error *error);

/* The same, with recipe->layers from a list in recipe->document, which must outlive the net. */
bool net_read(struct net *net, const struct net_recipe *recipe, const struct yaml_node *list, struct fg_error *error);

void net_free(struct net *net);

int net_value_count(const struct net *net);
struct shape net_input_shape(const struct net *net, int input);
struct shape net_output_shape(const struct net *net, int output);

/* The number of an input or output by its name, or -1. */
int net_find_input(const struct net *net, const char *name);
int net_find_output(const struct net *net, const char *name);

/* Numbers an example of the input of that name; 0: there is none. */
int net_input_size(const struct net *net, const char *name);

/* Take the blocks from the arena; or, for a net that never is trained itself, all but the gradients. */
void net_reserve(struct net *net, struct arena *arena);
void net_reserve_weights(struct net *net, struct arena *arena);

/* Fill parameters and buffers as a new net has them. */
void net_initialize(struct net *net, uint64_t seed);

/* Weights under a constraint (nn/constraint.h). net_constrain makes the effective ones of the raw ones, after every
 * change of these; refine: in training, once an update. net_constrain_gradients, before the optimizer, makes of the
 * gradients of the effective weights those of the raw ones. net_constrain_initialize is net_initialize's part. Without
 * a constraint they do nothing. */
void net_constrain(const struct net *net, bool refine, int threads);
void net_constrain_gradients(const struct net *net, int threads);
void net_constrain_initialize(const struct net *net, uint64_t seed);

/* A layer's parameter as the layer reads it. */
const float *net_parameter(const struct net *net, const struct layer *layer, int parameter);

/* "generator.4.conv_transpose.weight" */
void net_tensor_name(const struct layer *layer, const struct layer_tensor *tensor, char *name, size_t size);

/* Multiply-adds of the direct algorithm for one example, from shapes alone: of a forward pass, and of a backward pass
 * for the gradients of what `wanted` names (a mask as of net_value.depends). The parameters' gradients and the input's
 * each cost a layer as much as its forward. */
double layer_backward_work(const struct net *net, const struct layer *layer, unsigned wanted);
double net_forward_work(const struct net *net);
double net_backward_work(const struct net *net, unsigned wanted);

/* How often a training has a net's arrays. */
struct net_use {
    const struct net *net;
    int copies;   /* of the parameters: themselves, their gradients, the optimizer's, an average */
    int examples; /* in all its passes */
};

/* The bytes of a layer's parameters, and of its outputs, their gradients and what it keeps for backward. */
size_t net_layer_memory(const struct net_use *use, const struct layer *layer);

/* A table of the layers: shape, parameters, MFLOP an example (2 a multiply-add, forward), memory as above; an input's
 * is its own array and its gradient. */
void net_describe(const struct net_use *use, struct text *text);

#endif
