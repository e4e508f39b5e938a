#ifndef CONFIG_FIELDS_H
#define CONFIG_FIELDS_H

#include "config/yaml.h"

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/* A struct described by rows: each row is a key of the YAML file, its place in the struct, its bounds and its default.
 * From the rows come reading, checks, messages, the printed configuration and the help. */

enum field_kind {
    FIELD_INT,    /* int */
    FIELD_NUMBER, /* double */
    FIELD_BOOL,   /* bool */
    FIELD_SEED,   /* uint64_t */
    FIELD_TEXT,   /* const char *, borrowed from the document; NULL for an empty one where fallback is "" */
    FIELD_CHOICE, /* int: the index in choices */
    FIELD_INTS,   /* struct field_ints: a list, or AxB, or one number; none only where fallback is "" */
    FIELD_LIST,   /* struct field_list: rows of choices, any of them, each its name or a mapping of it to its fields */
    FIELD_COURSE, /* struct course (config/course.h): a number, or a mapping {from, to, over, shape} */
    FIELD_GROUP,  /* a struct with rows of its own, inside this one */
    FIELD_NODE,   /* const struct yaml_node *, as it stands: someone else reads it; NULL where it is missing */
    FIELD_LAYERS, /* the same of a list of layers (nn/layer_list.h) */
    FIELD_OWN, /* const void *: the struct that the fields of the chosen row fill, NULL where it has none. Named as the
                  FIELD_CHOICE among the rows before it that says which row; its keys stand beside that one's */
};

enum { FIELD_INTS_MAX = 8 };

struct field_ints {
    int count;
    int values[FIELD_INTS_MAX];
};

enum { FIELD_LIST_MAX = 8 };

struct field_list {
    int count;
    struct field_item {
        int choice;      /* the index in choices */
        const void *own; /* the struct that this row's fields fill, as with FIELD_OWN */
    } items[FIELD_LIST_MAX];
};

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
    const char *fallback;    /* the default, as a YAML scalar (FIELD_INTS: AxB); NULL: the key must be there. Groups and
                                nodes may always be missing, and have "" or NULL. */
    double minimum, maximum; /* of ints, numbers, each of the ints, a course's ends; both 0: no bounds; FLT_MAX and
                                INT_MAX: none above */
    bool open;               /* minimum itself is not allowed: want > minimum */
    const struct named *const *choices;
    const struct field *rows; /* of a group; ends with a row without a name */
    const char *fixed;        /* why the value can't change in what goes on; NULL: it can. Of a group: for all in it */
    const char *help;         /* one line, no full stop */
};

/* Whether its value is left to someone else. */
static inline bool field_is_node(const struct field *row)
{
    return row->kind == FIELD_NODE || row->kind == FIELD_LAYERS;
}

/* Keys of one mapping, at most. */
enum { FIELD_ROWS_MAX = 64 };

/* Read node into target by rows, which end with a row without a name. A scalar or a sequence where a mapping could be
 * is the value of the first row (`leaky_relu: 0.2`), but not at the root; node NULL, or one without a value (`relu:`),
 * means that all is left to the defaults. path is the dotted name of node ("optimizer"), "" for the root. Unknown keys
 * are answered with the nearest and the known ones, those of another choice with whose they are. Pointers in target
 * live as long as the document and the rows. After a failure some fields of target may be set. document may be NULL
 * where there is neither a node nor a FIELD_OWN. */
bool fields_read(const struct field *rows, const struct yaml_document *document, const struct yaml_node *node,
                 const char *path, void *target, struct fg_error *error);

/* The same, but what is missing stays as it is in target, and node NULL changes nothing. The struct of a FIELD_OWN may
 * be shared: target gets one of its own, a copy, or where node chooses a row of other fields one of defaults. */
bool fields_update(const struct field *rows, const struct yaml_document *document, const struct yaml_node *node,
                   const char *path, void *target, struct fg_error *error);

/* What is in target as YAML, a line a field, indented by `indent` spaces, every default spelled out: fields_read makes
 * the same struct of it. Nodes are left to the caller's write_node (NULL: they are left out), which adds the whole
 * "key: ..." entry. */
void fields_write(const struct field *rows, const void *target, int indent, struct text *text,
                  void (*write_node)(void *context, const struct field *row, const struct yaml_node *node, int indent,
                                     struct text *text),
                  void *context);

/* One line, `{filters: 64, kernel: 4, stride: 2}`, for a layer in a list; "" where there are no rows but nodes, which
 * are left out. */
void fields_write_inline(const struct field *rows, const void *target, struct text *text);

/* What a FIELD_OWN's choice in target is. */
const struct named *field_chosen(const struct field *rows, const struct field *own, const void *target);

/* Call visit for each of the rows; where a FIELD_OWN stands, for those that rows of its table have, with the names of
 * whose they are ("adam, adamw"; else ""). rows: among which the row is. */
void fields_visit(const struct field *rows,
                  void (*visit)(void *context, const struct field *rows, const struct field *row, const char *owners),
                  void *context);

/* "adam, adamw: first moment (a number 0..0.9999999, default 0.9)" */
void field_describe(const struct field *row, const char *owners, struct text *text);

/* Help: a line a field with type, range, default; those of a group below it, indented by two more. */
void fields_help(const struct field *rows, int indent, struct text *text);

#endif
