#ifndef CONFIG_FIELD_ROWS_H
#define CONFIG_FIELD_ROWS_H

#include "config/fields.h"

/* Short ways to write rows of fields, for the sources that have some. Behind the help stands what only some rows have:
 * .open, .fixed. */

/* Key, kind, struct, member, default, bounds, help. */
#define ROW(key, field_kind, type, member, default_text, low, high, ...)                                               \
    {                                                                                                                  \
        .name = key, .kind = field_kind, .offset = offsetof(struct type, member), .fallback = default_text,            \
        .minimum = low, .maximum = high, .help = __VA_ARGS__                                                           \
    }
#define CHOICE(key, type, member, default_text, table, ...)                                                            \
    {                                                                                                                  \
        .name = key, .kind = FIELD_CHOICE, .offset = offsetof(struct type, member), .fallback = default_text,          \
        .choices = table, .help = __VA_ARGS__                                                                          \
    }
#define LIST(key, type, member, table, ...)                                                                            \
    {                                                                                                                  \
        .name = key, .kind = FIELD_LIST, .offset = offsetof(struct type, member), .fallback = "", .choices = table,    \
        .help = __VA_ARGS__                                                                                            \
    }
#define GROUP(key, type, member, group_rows, ...)                                                                      \
    {                                                                                                                  \
        .name = key, .kind = FIELD_GROUP, .offset = offsetof(struct type, member), .fallback = "", .rows = group_rows, \
        .help = __VA_ARGS__                                                                                            \
    }
#define NODE(key, type, member, ...)                                                                                   \
    {                                                                                                                  \
        .name = key, .kind = FIELD_NODE, .offset = offsetof(struct type, member), .fallback = "", .help = __VA_ARGS__  \
    }
#define LAYERS(key, type, member, ...)                                                                                 \
    {                                                                                                                  \
        .name = key, .kind = FIELD_LAYERS, .offset = offsetof(struct type, member), .fallback = "",                    \
        .help = __VA_ARGS__                                                                                            \
    }

/* What is chosen has fields of its own: beside the CHOICE of the same key. */
#define OWN(key, type, member)                                                                                         \
    {                                                                                                                  \
        .name = key, .kind = FIELD_OWN, .offset = offsetof(struct type, member)                                        \
    }

#endif
