#ifndef NN_LAYER_H
#define NN_LAYER_H

#include "base/text.h"
#include "config/fields.h"
#include "forger/error.h"
#include "kernels/convolution.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a layer is. To add one: a file layer_NAME.c with a `const struct layer_type layer_NAME`, and its row in
 * layer_table.c. All arrays are float32, channels last: (examples, height, width, channels). */

struct shape {
    int height, width, channels;
};

size_t shape_size(struct shape shape);
size_t shape_pixels(struct shape shape);
bool shape_equal(struct shape a, struct shape b);
bool shape_is_vector(struct shape shape); /* 1x1xchannels */

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

/* The directions through a net. A pass goes forward, which makes the values, and then may go backward, which makes
 * their gradients and those of the parameters. */
enum sweep { SWEEP_FORWARD, SWEEP_BACKWARD, SWEEPS };

/* The most that one array of weights may have. */
enum { LAYER_WEIGHTS_MAX = 1 << 29 };

struct layer_type;
struct constraint_type;

/* The first member of every layer's struct. Filled by the net: down to `effective`. The rest is for set-up to fill; 0
 * where a layer has none. */
struct layer {
    const struct layer_type *type;
    char name[96];                 /* its place in the experiment: generator.4.conv_transpose */
    const struct yaml_node *place; /* the same, for messages: the list's item, or what the command line changed of it */
    int index;                     /* in the net */
    int value;                     /* that it gives: a number in the net's values */
    int input_count;
    int inputs[LAYER_INPUTS_MAX]; /* values that it reads */
    struct shape in[LAYER_INPUTS_MAX];
    const struct constraint_type *constraint; /* of its first parameter; NULL: none */
    size_t effective;                         /* where that has its place in the net's effective block */

    struct shape out;
    struct layer_tensor parameters[LAYER_TENSORS_MAX]; /* trained */
    int parameter_count;
    struct layer_tensor buffers[LAYER_TENSORS_MAX]; /* kept with the weights but not trained: running statistics */
    int buffer_count;
    int initializer;      /* LAYER_INITIALIZER_NET: the net's */
    size_t kept;          /* bytes an example that forward leaves for backward */
    size_t scratch;       /* floats that a sweep's functions may use while they run */
    size_t batch_scratch; /* the same, floats an example of the batch, for `piece`: the larger of both */
    size_t statistics;    /* doubles a shard, see below */
    size_t batch_values;  /* floats for the whole batch that `combine` leaves */
    size_t arranged;      /* floats that `arrange` makes of the parameters */
    int arrange_pieces;   /* of arrange; 0: it is not called */
    int pieces[SWEEPS];   /* of a sweep's `piece`; 0 in all: the layer works on some examples at a time */
    double multiply_adds; /* an example, forward */
    const char *other;    /* name of the value that is the second input: `add: NAME` */
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
    bool sets_gradients;                 /* only for `piece`: gradients are to be overwritten instead */
    bool adds[LAYER_INPUTS_MAX];         /* only for `piece`: dx is to be added to instead */
    float *buffers[LAYER_TENSORS_MAX];
    void *kept;
    float *arranged;
    float *scratch;
    double *statistics; /* one shard's, or all shards' one after the other for combine */
    float *batch_values;
};

/* What a layer does in a sweep. Forward makes y from x; backward makes dx from dy and adds to the gradients of the
 * parameters, of which either may be unwanted. */
struct layer_sweep {
    /* For work->count examples. NULL, in all sweeps: y is x under another shape. */
    void (*examples)(const struct layer *layer, const struct layer_work *work);

    /* For layers whose result for one example depends on the batch, in training. Before `examples`, statistics adds
     * some examples' part to their shard's statistics, which start at 0; then combine, once, makes batch_values of all
     * shards' (shards_add of kernels/shards.h adds them up). Backward, combine also adds the gradients of the
     * parameters. examples: in the batch. */
    void (*statistics)(const struct layer *layer, const struct layer_work *work);
    void (*combine)(const struct layer *layer, const struct layer_work *work, int examples);

    /* For layers with many more weights than work an example: where layer->pieces is not 0, this stands for `examples`,
     * and does the whole batch in pieces that may be done at once. */
    void (*piece)(const struct layer *layer, const struct layer_work *work, int piece);
};

struct layer_type {
    struct named named;  /* its fields fill the layer's struct, which begins with a struct layer */
    const char *example; /* as it stands in an experiment */
    int inputs;
    bool in_place;          /* forward may write y over x: backward doesn't read x */
    bool gradient_in_place; /* backward may write dx over dy, where they have the same size */
    bool reads_output;      /* backward reads y */
    float least, most;      /* that y can be; both 0: any number */

    /* Check the inputs' shapes, fill the struct. Errors say what shape came and what was wanted. */
    bool (*setup)(struct layer *layer, struct fg_error *error);

    /* Called before forward, or before backward for dx, to bring the parameters into the order that it reads them in;
     * in pieces that may be done at once. */
    void (*arrange)(const struct layer *layer, const struct layer_work *work, enum direction direction, int piece);

    struct layer_sweep sweeps[SWEEPS];

    /* After a step: take the batch's values into the running buffers. */
    void (*update_buffers)(const struct layer *layer, const struct layer_work *work, int examples);
};

/* Every layer type; ends with NULL. Each element is the first member of a layer_type. */
extern const struct named *const layer_table[];

/* Those that others name: a residual block, and what becomes of it. */
extern const struct layer_type layer_residual, layer_add;

/* The rows of a layer that has no fields. */
extern const struct field layer_no_fields[];

/* The row of a layer that has none but the name of its second input. */
extern const struct field layer_other_field[];

/* A set-up for layers whose output has the shape of their input. */
bool layer_keep_shape(struct layer *layer, struct fg_error *error);

/* Whether the layer only gives its input another shape. */
bool layer_is_view(const struct layer_type *type);

/* All its parameters together. */
size_t layer_parameter_count(const struct layer *layer);

/* For set-up: a weight, whose shape ends with its inputs and outputs; an error where it has more than LAYER_WEIGHTS_MAX
 * numbers. Or a vector that starts from value. */
bool layer_add_weight(struct layer *layer, int rank, const int *shape, struct fg_error *error);
void layer_add_vector(struct layer *layer, const char *name, int count, float value);
void layer_add_buffer(struct layer *layer, const char *name, int count, float value);

/* The row `init` that layers with weights have; offset: where the int is. */
#define LAYER_INITIALIZER_FIELD(type)                                                                                  \
    {                                                                                                                  \
        .name = "init", .kind = FIELD_CHOICE, .offset = offsetof(struct type, layer.initializer), .fallback = "net",   \
        .choices = layer_initializer_table, .help = "how the weights start"                                            \
    }

#endif
