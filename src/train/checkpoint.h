#ifndef TRAIN_CHECKPOINT_H
#define TRAIN_CHECKPOINT_H

#include "nn/net.h"
#include "optim/optimizer.h"
#include "run/folder.h"
#include "run/safetensors.h"

/* A list of the arrays that a checkpoint holds: made once from what is trained, then written, or filled from a file. */
struct tensor_list {
    struct tensor *items;
    int count, capacity;
    bool failed; /* memory ran out */
};

void tensor_list_free(struct tensor_list *list);

/* A vector of count numbers, or one number where count is 0. */
void tensor_list_add(struct tensor_list *list, const char *name, enum tensor_type type, size_t count, void *data);

/* A net's tensors by their places in the experiment ("generator.4.conv_transpose.weight"), from other blocks than its
 * own where given, under a prefix ("average.", or ""). */
void tensor_list_add_net(struct tensor_list *list, const char *prefix, const struct net *net, float *parameters,
                         float *buffers);

/* "optimizer.generator.first_moment", ..., and the number of updates. */
void tensor_list_add_optimizer(struct tensor_list *list, const char *net, struct optimizer *optimizer);

bool checkpoint_write(const struct run_folder *folder, const char *name, const struct tensor_list *list,
                      struct fg_error *error);

/* Fill the list's arrays from a file; what else is in it is not read. A tensor that is missing, or has another shape,
 * is an error that names it and both shapes; then nothing has been filled. A counter (I64) outside 0..4e9, the most
 * steps of a training, and a double that is not finite are errors too. */
bool checkpoint_read(const char *path, const struct tensor_list *list, struct fg_error *error);

/* The same from such a file's bytes; name: for messages. */
bool checkpoint_read_memory(const char *name, const void *bytes, size_t size, const struct tensor_list *list,
                            struct fg_error *error);

#endif
