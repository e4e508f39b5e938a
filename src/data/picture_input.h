#ifndef DATA_PICTURE_INPUT_H
#define DATA_PICTURE_INPUT_H

#include "data/input.h"

/* Read pictures, or folders of them, for a finished model: source_files.read. Where labels are wanted, each path is a
 * folder with a folder for each class, which has the name of one of the network's. */
bool picture_input_read(struct input *input, const struct input_request *request, const char *const *paths, int count,
                        struct fg_error *error);

#endif
