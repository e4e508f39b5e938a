#include "config/show.h"
#include "config/yaml_tree.h"

#include <stdlib.h>
#include <string.h>

/* A way down the tree. */
struct walk {
    struct yaml_document *document;
    const char *names[YAML_DEPTH_MAX];
    int count;
    int at; /* names before it are behind us */
    struct fg_error *error;
};

static const struct yaml_node command_line = {.kind = YAML_SCALAR, .text = "", .plain = true};

static bool is_number(const char *name)
{
    return *name && strlen(name) < 9 && strspn(name, "0123456789") == strlen(name);
}

/* The path down to and without names[end]. */
static void add_path(struct text *text, const struct walk *walk, int end)
{
    for (int i = 0; i < end; i++) {
        char shown[SHOW_SIZE];
        text_add(text, "%s%s", i ? "." : "", show_text(shown, walk->names[i]));
    }
    text_add(text, "%s", end == 0 ? "the file" : "");
}

/* What is there: the keys of a mapping, or what the items of a sequence begin with. */
static void add_contents(struct text *text, const struct yaml_node *node)
{
    enum { MOST = 24 };
    for (int i = 0; i < node->count && i < MOST; i++) {
        const struct yaml_node *name = node->keys ? node->keys[i] : node->items[i];
        if (name->kind == YAML_MAPPING && name->count > 0) {
            name = name->keys[0];
        }
        char shown[SHOW_SIZE];
        text_add(text, "%s%s", i ? ", " : "", name->kind == YAML_SCALAR ? show_text(shown, name->text) : "...");
    }
    text_add(text, "%s", node->count > MOST ? ", ..." : node->count == 0 ? "nothing in it" : "");
}

/* "model.7: want ...; model has conv, relu", and NULL. node: where the walk is. */
static struct yaml_node **fail(const struct walk *walk, const struct yaml_node *node, const char *reason)
{
    struct text text = {0};
    add_path(&text, walk, walk->at + 1);
    text_add(&text, ": %s; ", reason);
    add_path(&text, walk, walk->at);
    if (node->kind == YAML_SCALAR) {
        char shown[SHOW_SIZE];
        text_add(&text, " is %s", show_node(shown, node));
    } else {
        text_add(&text, " has ");
        add_contents(&text, node);
    }
    yaml_fail(walk->document, &command_line, walk->error, "%s", text.failed ? "out of memory" : text.data);
    text_free(&text);
    return NULL;
}

static struct yaml_node *new_scalar(const struct walk *walk, const char *text)
{
    struct yaml_node scalar = command_line;
    scalar.text = text;
    return yaml_tree_node(walk->document, scalar, walk->error);
}

static struct yaml_node **item_slot(const struct walk *walk, const struct yaml_node *sequence)
{
    const char *name = walk->names[walk->at];
    int place = is_number(name) ? atoi(name) : -1;
    if (place >= 0 && place < sequence->count) {
        return &sequence->items[place];
    }
    struct text reason = {0};
    text_add(&reason, "want one of the items 0..%d", sequence->count - 1);
    fail(walk, sequence, sequence->count == 0 || reason.failed ? "the list is empty" : reason.data);
    text_free(&reason);
    return NULL;
}

/* The value of a mapping's key, which is added where it is missing. */
static struct yaml_node **key_slot(const struct walk *walk, struct yaml_node *mapping)
{
    const char *name = walk->names[walk->at];
    for (int i = 0; i < mapping->count; i++) {
        if (strcmp(mapping->keys[i]->text, name) == 0) {
            return &mapping->items[i];
        }
    }
    if (walk->at + 1 < walk->count && is_number(walk->names[walk->at + 1])) {
        return fail(walk, mapping, "there is no such list");
    }
    struct yaml_node *key = new_scalar(walk, name), *value = new_scalar(walk, "");
    bool added = key && value && yaml_tree_append(walk->document, mapping, key, value, walk->error);
    return added ? &mapping->items[mapping->count - 1] : NULL;
}

/* A scalar becomes a mapping: `relu`, an item, {relu: }; `64`, another's value, {"": 64}; nothing, {}. */
static bool make_mapping(const struct walk *walk, struct yaml_node *scalar, bool is_item)
{
    struct yaml_node head = *scalar;
    scalar->kind = YAML_MAPPING;
    scalar->text = "";
    scalar->plain = false;
    if (yaml_is_null(&head)) {
        return true;
    }
    struct yaml_node *empty = new_scalar(walk, "");
    struct yaml_node *kept = empty ? yaml_tree_node(walk->document, head, walk->error) : NULL;
    return kept &&
           yaml_tree_append(walk->document, scalar, is_item ? kept : empty, is_item ? empty : kept, walk->error);
}

/* Where the path leads, with what is missing on the way added. */
static struct yaml_node **find_slot(struct walk *walk)
{
    struct yaml_node **slot = &walk->document->root;
    bool is_item = false;
    for (walk->at = 0; slot && walk->at < walk->count; walk->at++) {
        struct yaml_node *node = *slot;
        if (node->kind == YAML_SEQUENCE) {
            slot = item_slot(walk, node);
            is_item = true;
            continue;
        }
        if (node->kind == YAML_SCALAR && is_number(walk->names[walk->at])) {
            return fail(walk, node, "there is no list");
        }
        if (node->kind == YAML_SCALAR && !make_mapping(walk, node, is_item)) {
            return NULL;
        }
        slot = key_slot(walk, node);
        is_item = false;
    }
    return slot;
}

/* Cut a path at its dots; false where it is none. */
static bool split(struct walk *walk, char *path)
{
    for (char *dot = path; dot; path = dot) {
        dot = strchr(path, '.');
        if (dot) {
            *dot++ = '\0';
        }
        if (!*path || walk->count == YAML_DEPTH_MAX) {
            return false;
        }
        walk->names[walk->count++] = path;
    }
    return true;
}

bool yaml_override(struct yaml_document *document, const char *assignment, struct fg_error *error)
{
    struct walk walk = {.document = document, .error = error};
    const char *equals = strchr(assignment, '=');
    size_t length = equals ? (size_t)(equals - assignment) : 0;
    char *path = yaml_tree_text(document, assignment, length, error);
    char *names = yaml_tree_text(document, assignment, length, error);
    if (!path || !names) {
        return false;
    }
    if (!equals || !split(&walk, names)) {
        char shown[SHOW_SIZE];
        return yaml_fail(document, &command_line, error, "\"%s\": want KEY=VALUE, such as optimizer.lr=0.001",
                         show_text(shown, assignment));
    }
    struct yaml_node *value = yaml_parse(document, equals + 1, strlen(equals + 1), path, walk.count, error);
    struct yaml_node **slot = value ? find_slot(&walk) : NULL;
    if (slot) {
        *slot = value;
    }
    return slot != NULL;
}
