#ifndef NN_LAYER_LIST_H
#define NN_LAYER_LIST_H

#include "nn/layer.h"

/* What a net is built from: a list of layers with their settings. The YAML reader makes it, or a program in C. */

struct layer_item;

struct layer_list {
    struct layer_item *items;
    int count;
};

struct layer_item {
    const struct layer_type *type;
    struct layer *settings; /* a struct of the type with its fields filled; NULL for a residual block */
    const char *name;       /* that other layers may call its value by, or NULL */
    const char *input;      /* the value that it reads, or NULL: the one before */
    const char *output;     /* the name of the net's further output that its value is, or NULL */
    const struct constraint_type *constraint; /* of its weights, or NULL */
    struct layer_list block;                  /* of a residual block */

    /* For messages; NULL where there is no document. */
    const struct yaml_node *place, *name_place, *input_place, *output_place, *constraint_place;
};

enum { LAYER_NAME_SIZE = 48 };

/* Read a list: a sequence of layers, each a layer's name, or one mapping of the layer's name to its fields, with
 * `name`, `input`, `output` and `constraint` beside it. path: where the list stands in the experiment, for messages.
 * node NULL: missing. The document must outlive the list. After a failure the list is empty. */
bool layer_list_read(struct layer_list *list, const struct yaml_document *document, const struct yaml_node *node,
                     const char *path, struct fg_error *error);

void layer_list_free(struct layer_list *list);

/* The list as YAML with every default spelled out: reading it gives the same list. */
void layer_list_write(const struct layer_list *list, int indent, struct text *text);

#endif
