#ifndef DATA_PICTURE_LIST_H
#define DATA_PICTURE_LIST_H

#include "forger/error.h"

#include <stdint.h>

/* Picture files, in folders or alone. Files whose names begin with a dot are passed over. Names are in the order of
 * their bytes. */

enum { PICTURE_CLASSES_MAX = 256 };

struct picture_list {
    struct picture_file {
        char *path;
        uint8_t label;
    } * files;
    int count, capacity;
    char **classes; /* names of the classes' folders, by label; NULL: there are none */
    int class_count;
};

/* Whether the path is a picture, by its ending or its first bytes; a folder is none. A pipe is told by its name alone.
 * Pictures of kinds that are not read count: a message names them then. */
bool picture_recognize(const char *path);

/* Whether a folder holds pictures, by their endings; and whether a folder in it does. */
bool picture_folder_recognize(const char *folder);
bool picture_classes_recognize(const char *folder);

/* Add a picture; the pictures of a folder, by their endings, and where it has none, those of the folders in it. */
bool picture_list_add(struct picture_list *list, const char *path, struct fg_error *error);
bool picture_list_add_folder(struct picture_list *list, const char *folder, struct fg_error *error);

/* List a folder to learn from: all that is in it must be pictures, or folders of them, one a class (at most 256, each
 * with at least one). Classes are in the order of their names, or of the numbers where they are called 0, 1, ... */
bool picture_list_open(struct picture_list *list, const char *folder, struct fg_error *error);
void picture_list_free(struct picture_list *list);

/* The number that a class's name is, as numbers are written; -1 of other names. */
int picture_class_number(const char *name);

/* Whether the classes are called 0, 1, ... */
bool picture_list_is_numbered(const struct picture_list *list);

#endif
