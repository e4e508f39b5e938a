#ifndef DATA_PICTURE_H
#define DATA_PICTURE_H

#include "data/picture_list.h"
#include "forger/data.h"

/* How a picture becomes an example. */
struct picture_options {
    bool resize; /* to the examples' sides; else it must have them */
    bool crop;   /* first to their proportions, about its middle; else it is stretched */
    bool turn;   /* dark strokes on a light ground, in one channel, become light ones on a dark ground */
};

/* Read a picture as an example of that height, width and channels (1 or 3); *turned: whether it was. */
bool picture_read(const struct fg_dataset *shape, const char *path, const struct picture_options *options,
                  uint8_t *pixels, bool *turned, struct fg_error *error);

/* Read the files of a list, or those of them that a subset has (NULL: all), into pixels. Fails for the first that can't
 * be read. */
bool picture_read_all(const struct fg_dataset *shape, const struct picture_list *list, const struct fg_subset *subset,
                      const struct picture_options *options, int threads, uint8_t *pixels, struct fg_error *error);

#endif
