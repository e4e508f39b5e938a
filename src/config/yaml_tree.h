#ifndef CONFIG_YAML_TREE_H
#define CONFIG_YAML_TREE_H

#include "config/yaml.h"

/* For those who build a document's tree: the parser and the overrides. Everything lives as long as the document. */

/* Get the document its memory and its name. */
bool yaml_tree_open(struct yaml_document *document, const char *name, struct fg_error *error);

/* size bytes of zeros. */
void *yaml_tree_take(const struct yaml_document *document, size_t size, struct fg_error *error);

/* A copy of length bytes and a zero byte. */
char *yaml_tree_text(struct yaml_document *document, const char *text, size_t length, struct fg_error *error);

/* A node with this kind, place and text. */
struct yaml_node *yaml_tree_node(struct yaml_document *document, struct yaml_node node, struct fg_error *error);

/* Add an item to a sequence (key NULL) or a pair to a mapping. */
bool yaml_tree_append(struct yaml_document *document, struct yaml_node *node, struct yaml_node *key,
                      struct yaml_node *item, struct fg_error *error);

/* A copy that shares only keys and texts, to stand below `depth` collections; where: what to name in errors. */
struct yaml_node *yaml_tree_copy(struct yaml_document *document, const struct yaml_node *node, int depth,
                                 const struct yaml_node *where, struct fg_error *error);

/* The tree of some YAML: one document. path "": of the document's file; else of the command line, where path is the
 * place that it is for, below `depth` collections. */
struct yaml_node *yaml_parse(struct yaml_document *document, const char *source, size_t size, const char *path,
                             int depth, struct fg_error *error);

/* Put what key << stands for, a mapping or a sequence of them, into mapping: keys that are there stay, and earlier
 * mappings win over later ones (https://yaml.org/type/merge.html). */
bool yaml_merge(struct yaml_document *document, struct yaml_node *mapping, const struct yaml_node *key,
                const struct yaml_node *source, struct fg_error *error);

#endif
