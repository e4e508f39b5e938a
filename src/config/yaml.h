#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include "forger/error.h"

#include "base/text.h"

#include <stddef.h>

/* A YAML file as a tree in which every node knows its place. Aliases, and merge keys (<<), are resolved: the tree has
 * none, and a node that came through an alias keeps the place where it was written. */

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_node {
    enum yaml_kind kind;
    int line, column;         /* from 1; 0 where the node came from the command line */
    const char *text;         /* a scalar's value */
    bool plain;               /* a scalar without quotes */
    int count;                /* of a sequence's items or a mapping's pairs */
    struct yaml_node **items; /* a sequence's items, a mapping's values */
    struct yaml_node **keys;  /* a mapping's keys, each a scalar */
};

struct yaml_document {
    const char *name; /* of the file, for messages */
    struct yaml_node *root;
    struct yaml_memory *memory; /* owns all of the above */
};

/* Syntax errors, duplicate keys, unknown aliases, non-scalar keys and depth over 64 are errors with
 * file:line:column. */
bool yaml_load_file(struct yaml_document *document, const char *path, struct fg_error *error);
bool yaml_load_text(struct yaml_document *document, const char *name, const char *text, struct fg_error *error);
void yaml_free(struct yaml_document *document);

/* The value of a mapping's key, or NULL. */
struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key);

/* Change one place: "generator.4.conv_transpose.filters=32". Numbers are places in a sequence, names are keys; a
 * missing key of a mapping is added; a scalar on the way (`conv: 32`, `relu`) becomes a mapping that keeps the scalar
 * under the empty key, which fields_read takes for the main field. The value is YAML. */
bool yaml_override(struct yaml_document *document, const char *assignment, struct fg_error *error);

/* "file:12:3: " or "command line: " in front of a message that begins with the path of the place; returns false. */
bool yaml_fail(const struct yaml_document *document, const struct yaml_node *node, struct fg_error *error,
               const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A scalar as YAML that reads back as the same text: quoted where it must be. */
void yaml_write_scalar(struct text *text, const char *scalar);

#endif
