#include "config/yaml_tree.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct block {
    struct block *next;
    max_align_t bytes[];
};

struct yaml_memory {
    struct block *blocks;
    int nodes;
};

void *yaml_tree_take(const struct yaml_document *document, size_t size, struct fg_error *error)
{
    struct block *block = memory_new(1, sizeof *block + size, error);
    if (!block) {
        return NULL;
    }
    block->next = document->memory->blocks;
    document->memory->blocks = block;
    return block->bytes;
}

bool yaml_tree_open(struct yaml_document *document, const char *name, struct fg_error *error)
{
    *document = (struct yaml_document){.memory = memory_new(1, sizeof *document->memory, error)};
    return document->memory && (document->name = yaml_tree_text(document, name, strlen(name), error));
}

void yaml_close(struct yaml_document *document)
{
    if (document->memory) {
        struct block *next;
        for (struct block *block = document->memory->blocks; block; block = next) {
            next = block->next;
            free(block);
        }
    }
    free(document->memory);
    *document = (struct yaml_document){0};
}

char *yaml_tree_text(struct yaml_document *document, const char *text, size_t length, struct fg_error *error)
{
    char *copy = yaml_tree_take(document, length + 1, error);
    if (copy) {
        memcpy(copy, text, length);
    }
    return copy;
}

static struct yaml_node *new_node(struct yaml_document *document, struct yaml_node node, const struct yaml_node *where,
                                  struct fg_error *error)
{
    if (document->memory->nodes >= YAML_NODES_MAX) {
        yaml_fail(document, where, error, "more than %d values, aliases counted as what they stand for",
                  YAML_NODES_MAX);
        return NULL;
    }
    struct yaml_node *made = yaml_tree_take(document, sizeof *made, error);
    if (made) {
        document->memory->nodes++;
        *made = node;
    }
    return made;
}

struct yaml_node *yaml_tree_node(struct yaml_document *document, struct yaml_node node, struct fg_error *error)
{
    return new_node(document, node, &node, error);
}

static struct yaml_node **grown(struct yaml_document *document, struct yaml_node **old, int count,
                                struct fg_error *error)
{
    struct yaml_node **list = yaml_tree_take(document, ((size_t)count * 2 + 1) * sizeof *list, error);
    if (list && count) {
        memcpy(list, old, (size_t)count * sizeof *list);
    }
    return list;
}

bool yaml_tree_append(struct yaml_document *document, struct yaml_node *node, struct yaml_node *key,
                      struct yaml_node *item, struct fg_error *error)
{
    /* A list of n has room up to the next power of two, so it is full where n is one. */
    int count = node->count;
    if ((count & (count - 1)) == 0) {
        struct yaml_node **items = grown(document, node->items, count, error);
        struct yaml_node **keys = key ? grown(document, node->keys, count, error) : NULL;
        if (!items || (key && !keys)) {
            return false;
        }
        node->items = items;
        node->keys = keys;
    }
    node->items[count] = item;
    if (key) {
        node->keys[count] = key;
    }
    node->count++;
    return true;
}

struct yaml_node *yaml_tree_copy(struct yaml_document *document, const struct yaml_node *node, int depth,
                                 const struct yaml_node *where, struct fg_error *error)
{
    if (node->kind != YAML_SCALAR && depth >= YAML_DEPTH_MAX) {
        yaml_fail(document, where, error, "nested more than %d deep", YAML_DEPTH_MAX);
        return NULL;
    }
    struct yaml_node head = *node;
    head.count = 0;
    head.items = head.keys = NULL;
    struct yaml_node *copy = new_node(document, head, where, error);
    for (int i = 0; copy && i < node->count; i++) {
        struct yaml_node *item = yaml_tree_copy(document, node->items[i], depth + 1, where, error);
        if (!item || !yaml_tree_append(document, copy, node->keys ? node->keys[i] : NULL, item, error)) {
            return NULL;
        }
    }
    return copy;
}
