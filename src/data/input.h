#ifndef DATA_INPUT_H
#define DATA_INPUT_H

#include "base/log.h"
#include "data/picture.h"
#include "data/source_file.h"

/* Data for a finished model: files and folders of every kind that a source knows. */

struct input_request {
    enum source_use use;     /* SOURCE_TEST: there must be labels */
    struct fg_dataset shape; /* of the network's examples: their sides and channels, its classes and their names */
    struct picture_options pictures;
    int threads;
    struct log *log;
};

struct input {
    struct fg_dataset dataset;
    char **names; /* of the examples' files; NULL: they are numbered */
    int failed;   /* files that could not be read */
};

/* Load what `count` paths hold. A path is tried as given, then under $FORGER_DATA, then under ./data. Pictures, and
 * folders of them, may be several: among several pictures one that can't be read is a warning in the log, unless labels
 * are wanted. Anything else is one file, told by its content, or a folder, of which that file is taken that serves the
 * use best. The shape is the network's only of pictures. FG_USAGE for several paths that are not all pictures. */
bool input_load(struct input *input, const struct input_request *request, const char *const *paths, int count,
                struct fg_error *error);
void input_free(struct input *input);

#endif
