#ifndef NN_LAYER_H
#define NN_LAYER_H

#include "base/text.h"
#include "config/fields.h"
#include "forger/error.h"
#include "kernels/convolution.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a layer is. To add one: a file layer_NAME.c with a `const struct layer_type layer_NAME`, and its row in the
 * table in layer_table.c. All arrays are float32, channels last: (examples, height, width, channels). */

struct shape {
    int height, width, channels;
};

size_t shape_size(struct shape shape);

/* "28x28x1", or "128" for a vector (1x1x128). */
const char *shape_text(struct shape shape, char text[static 48]);

/* A named array of a layer, in one of the net's blocks. */
struct layer_tensor {
    const char *name;
    int rank;
    int shape[4];
    size_t count;
    size_t offset;       /* in the net's block */
    int fan_in, fan_out; /* of weights, for He and Glorot; 0: start from `value` */
    float value;
};

/* How weights start: He (2015), normal with variance 2 / fan_in; Glorot (2010), uniform within sqrt(6 / (fan_in +
 * fan_out)); normal with standard deviation 0.02 (DCGAN, Radford et al. 2016). Biases start at 0. */
enum initializer { INITIALIZER_HE, INITIALIZER_GLOROT, INITIALIZER_NORMAL };

extern const struct named *const initializer_table[];       /* he, glorot, normal */
extern const struct named *const layer_initializer_table[]; /* the same, and `net` at their end */

enum { LAYER_INITIALIZER_NET = INITIALIZER_NORMAL + 1 };

enum { LAYER_INPUTS_MAX = 2, LAYER_TENSORS_MAX = 2 };

/* The most that one array of weights may have. */
enum { LAYER_WEIGHTS_MAX = 1 << 29 };

struct layer_type;

/* The first member of every layer's struct. Filled by the net: down to gradient_adds. The rest is for
 * set-up to fill; 0 where a layer has none. */
struct layer {
    const struct layer_type *type;
    char name[96];                 /* its place in the experiment: generator.4.conv_transpose */
    const struct yaml_node *place; /* the same, for messages: the list's item, or what the command line changed of it */
    int index;                     /* in the net */
    int input_count;
    int inputs[LAYER_INPUTS_MAX]; /* values: 0 is the net's input, i + 1 what layer i gives */
    struct shape in[LAYER_INPUTS_MAX];

    bool gradient_adds[LAYER_INPUTS_MAX]; /* of the net: a later layer has left a gradient for this input before */

    struct shape out;
    struct layer_tensor parameters[LAYER_TENSORS_MAX]; /* trained */
    int parameter_count;
    struct layer_tensor buffers[LAYER_TENSORS_MAX]; /* kept with the weights but not trained: running statistics */
    int buffer_count;
    int initializer;      /* LAYER_INITIALIZER_NET: the net's */
    size_t kept;          /* bytes an example that forward leaves for backward */
    size_t scratch;       /* floats that forward and backward may use while they run */
    size_t statistics;    /* doubles a shard, see below */
    size_t batch_values;  /* floats for the whole batch that `combine` leaves */
    size_t arranged;      /* floats that `arrange` makes of the parameters */
    int arrange_pieces;   /* of arrange; 0: it is not called */
    int forward_pieces;   /* of forward_piece; 0: the layer works on ranges of examples */
    int backward_pieces;  /* of backward_piece */
    double multiply_adds; /* an example, forward */
    const char *other;    /* name of the layer that is the second input: `add: NAME` */
};

/* Some examples of a pass as a layer sees them: every array begins at the first of them. */
struct layer_work {
    int count; /* examples */
    int first; /* the number of the first in the batch, for random numbers */
    bool training;
    uint64_t seed;
    uint32_t step, stream;            /* for random numbers: the pass's */
    const float *x[LAYER_INPUTS_MAX]; /* inputs */
    float *y;                         /* output */
    const float *dy;                  /* gradient of y */
    float *dx[LAYER_INPUTS_MAX];      /* to be overwritten with the gradients of x; NULL: not wanted */
    const float *parameters[LAYER_TENSORS_MAX];
    float *gradients[LAYER_TENSORS_MAX]; /* to be added to; NULL: not wanted */
    bool sets_gradients;                 /* only for backward_piece: to be overwritten instead */
    float *buffers[LAYER_TENSORS_MAX];
    void *kept;
    float *arranged;
    float *scratch;
    double *statistics; /* one shard's, or all shards' one after the other for combine */
    float *batch_values;
};

struct layer_type {
    struct named named;
    const char *example; /* as it stands in an experiment */
    size_t size;         /* of the layer's struct */
    const struct field *fields;
    int inputs;
    bool in_place;          /* forward may write y over x: backward doesn't read x */
    bool gradient_in_place; /* backward may write dx over dy */
    bool reads_output;      /* backward reads y */
    float least, most;      /* that y can be; both 0: any number */

    /* Check the inputs' shapes, fill the struct. Errors say what shape came and what was wanted. */
    bool (*setup)(struct layer *layer, struct fg_error *error);

    /* Called before forward, or before backward for dx, to bring the parameters into the order that it reads them in;
     * in pieces that may be done at once. */
    void (*arrange)(const struct layer *layer, const struct layer_work *work, enum direction direction, int piece);

    /* y from x, for work->count examples. NULL, in both: y is x under another shape. */
    void (*forward)(const struct layer *layer, const struct layer_work *work);

    /* dx from dy; gradients of the parameters are added. Both may be unwanted. */
    void (*backward)(const struct layer *layer, const struct layer_work *work);

    /* For layers whose result for one example depends on the batch (in training). Before forward, forward_statistics
     * adds some examples' part to their shard's statistics, which start at 0; then forward_combine, once, makes
     * batch_values from all `shards` of them. The same before backward, with its own two functions; backward_combine
     * also adds the gradients of the parameters. examples: in the batch. */
    void (*forward_statistics)(const struct layer *layer, const struct layer_work *work);
    void (*forward_combine)(const struct layer *layer, const struct layer_work *work, int shards, int examples);
    void (*backward_statistics)(const struct layer *layer, const struct layer_work *work);
    void (*backward_combine)(const struct layer *layer, const struct layer_work *work, int shards, int examples);

    /* For layers with many more weights than work an example: where layer->forward_pieces is not 0, these two stand for
     * forward and backward, and do the whole batch, in pieces that may be done at once. backward_piece adds to dx where
     * layer->gradient_adds says so, and overwrites gradients where work->sets_gradients does. */
    void (*forward_piece)(const struct layer *layer, const struct layer_work *work, int piece);
    void (*backward_piece)(const struct layer *layer, const struct layer_work *work, int piece);

    /* After a step: take the batch's values into the running buffers. */
    void (*update_buffers)(const struct layer *layer, const struct layer_work *work, int examples);
};

/* Every layer type; ends with NULL. Each element is the first member of a layer_type. */
extern const struct named *const layer_table[];

extern const struct layer_type layer_dense, layer_conv, layer_conv_transpose, layer_batchnorm, layer_relu,
    layer_leaky_relu, layer_tanh, layer_sigmoid, layer_dropout, layer_max_pool, layer_reshape, layer_flatten,
    layer_residual, layer_add, layer_concat;

/* The rows of a layer that has no fields. */
extern const struct field layer_no_fields[];

/* A set-up for layers whose output has the shape of their input. */
bool layer_keep_shape(struct layer *layer, struct fg_error *error);

/* For set-up: a weight with its fans, or a vector that starts from value. */
void layer_add_weight(struct layer *layer, int rank, const int *shape, int fan_in, int fan_out);
void layer_add_vector(struct layer *layer, const char *name, int count, float value);
void layer_add_buffer(struct layer *layer, const char *name, int count, float value);

/* The row `init` that layers with weights have; offset: where the int is. */
#define LAYER_INITIALIZER_FIELD(type)                                                                                  \
    {                                                                                                                  \
        .name = "init", .kind = FIELD_CHOICE, .offset = offsetof(struct type, layer.initializer), .fallback = "net",   \
        .choices = layer_initializer_table, .help = "how the weights start"                                            \
    }

#endif
