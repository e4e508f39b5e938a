#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include "forger/error.h"

#include "base/text.h"

#include <stddef.h>

/* A YAML file as a tree in which every node knows its place. Aliases, and merge keys (<<), are resolved: the tree has
 * none, and a node that came through an alias is a copy that keeps the place where it was written. */

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_node {
    enum yaml_kind kind;
    int line, column;         /* from 1; 0 where the node came from the command line or a program */
    const char *text;         /* a scalar's value; "" of the others */
    bool plain;               /* a scalar without quotes */
    int count;                /* of a sequence's items or a mapping's pairs */
    struct yaml_node **items; /* a sequence's items, a mapping's values */
    struct yaml_node **keys;  /* a mapping's keys, each a scalar */
};

struct yaml_document {
    const char *name; /* of the file, for messages */
    struct yaml_node *root;
    struct yaml_memory *memory; /* owns all of the above, and what fields_read makes */
    bool program;               /* what has no place in it came from a program in C, not from the command line */
    bool earlier;               /* an earlier version wrote it: it spells out keys of choices that it does not make */
};

/* Collections around a value, values in a tree once aliases are resolved, and bytes of a file, at most. */
enum { YAML_DEPTH_MAX = 64, YAML_NODES_MAX = 20000, YAML_BYTES_MAX = 1 << 20 };

/* Errors, with file:line:column: syntax; an empty file or a second document; duplicate keys (in a mapping as it is
 * written: a key beside << wins over the merged one) and keys that are no scalars; aliases that are unknown or inside
 * what they stand for; tags; zero bytes; more than the limits above. On failure document is empty. */
bool yaml_load_file(struct yaml_document *document, const char *path, struct fg_error *error);
bool yaml_load_text(struct yaml_document *document, const char *name, const char *text, struct fg_error *error);

/* Not yaml_free: libyaml exports a function of that name. */
void yaml_close(struct yaml_document *document);

/* The value of a mapping's key, or NULL; of another kind of node NULL. */
struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key);

/* Nothing, ~ or null, without quotes. */
bool yaml_is_null(const struct yaml_node *node);

/* Change one place: "generator.4.conv_transpose.filters=32". Numbers are places in a sequence, from 0, names are keys.
 * What is there is replaced, all of it; a missing key of a mapping is added. A scalar on the way becomes a mapping: an
 * item of a sequence (`- relu`) becomes the mapping's one key, without a value; any other (`conv: 32`) is kept under
 * the empty key, which fields_read takes for the main field. The value is YAML, without aliases to the file's anchors.
 * After a failure the document is fit only for yaml_close. */
bool yaml_override(struct yaml_document *document, const char *assignment, struct fg_error *error);

/* "file:12:3: " or "command line: " (nothing, where a program made the node) in front of a message that begins with the
 * path of the place; returns false. Only the file's name where node is NULL. */
bool yaml_fail(const struct yaml_document *document, const struct yaml_node *node, struct fg_error *error,
               const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A scalar as YAML that reads back as the same text: quoted where it must be, on one line, fit for flow collections.
 * The text is UTF-8. */
void yaml_write_scalar(struct text *text, const char *scalar);

#endif
