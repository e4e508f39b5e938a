#ifndef CLI_PICTURE_INPUT_H
#define CLI_PICTURE_INPUT_H

#include "forger/data.h"

/* Pictures (PNG, JPEG, BMP, PGM) as a dataset: one file, or all in a folder, by name. */
struct picture_input {
    struct fg_dataset dataset;
    char **names; /* of the files, as many as examples */
};

/* Whether the path is a picture by its ending, or a folder with one in it. */
bool picture_input_recognize(const char *path);

/* Fails where a picture cannot be read or is not height x width. */
bool picture_input_load(struct picture_input *input, const char *path, int height, int width, int channels,
                        struct fg_error *error);
void picture_input_free(struct picture_input *input);

#endif
