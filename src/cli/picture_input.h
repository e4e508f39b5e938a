#ifndef CLI_PICTURE_INPUT_H
#define CLI_PICTURE_INPUT_H

#include "base/log.h"
#include "forger/data.h"
#include "forger/model.h"

struct picture_list {
    char **names;
    int count;
};

/* Picture files as a dataset that a network reads. */
struct picture_input {
    struct picture_list files;
    struct fg_dataset dataset; /* of those that could be read */
    const char **names;        /* of the examples' files */
    int failed;                /* files that could not be read */
};

/* Whether the path is a picture by its ending or its first bytes, or a folder with one in it, by their endings. A pipe
 * is told by its name alone. Pictures of kinds that are not read count: a message names them then. */
bool picture_input_recognize(const char *path);

/* Read `count` files, or folders of them, by name. They must have the network's size. Dark strokes on a light ground,
 * for a network of one channel, are turned to light ones on a dark ground, unless as_is; the log says so. Among several
 * files one that cannot be read is a warning in the log; where none can, it fails. */
bool picture_input_load(struct picture_input *input, const char *const *paths, int count,
                        const struct fg_model_info *network, bool as_is, struct log *log, struct fg_error *error);
void picture_input_free(struct picture_input *input);

#endif
