#include "config/show.h"
#include "config/yaml_tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

struct anchor {
    const char *name;
    const struct yaml_node *node;
    const struct anchor *before;
};

struct parse {
    struct yaml_document *document;
    const char *source;
    size_t size;
    const char *path; /* "": a file */
    yaml_parser_t parser;
    yaml_event_t event;                           /* the next to be read */
    const struct anchor *anchors;                 /* the newest first */
    const struct yaml_node *open[YAML_DEPTH_MAX]; /* the collections around the event */
    struct fg_error *error;
};

static struct yaml_node place(const struct parse *parse, yaml_mark_t mark)
{
    struct yaml_node node = {.kind = YAML_SCALAR, .text = ""};
    if (!*parse->path) {
        node.line = (int)mark.line + 1;
        node.column = (int)mark.column + 1;
    }
    return node;
}

static bool fail(struct parse *parse, yaml_mark_t mark, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool fail(struct parse *parse, yaml_mark_t mark, const char *format, ...)
{
    char message[sizeof parse->error->message];
    struct yaml_node where = place(parse, mark);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    char path[SHOW_SIZE];
    return yaml_fail(parse->document, &where, parse->error, "%s%s%s", show_text(path, parse->path),
                     *parse->path ? ": " : "", message);
}

/* The decoder tells bytes, not lines. */
static yaml_mark_t mark_of_byte(const struct parse *parse, size_t offset)
{
    yaml_mark_t mark = {0};
    for (size_t i = 0; i < offset && i < parse->size; i++) {
        bool end = parse->source[i] == '\n';
        mark.line += end;
        mark.column = end ? 0 : mark.column + 1;
    }
    return mark;
}

static bool syntax_error(struct parse *parse)
{
    const yaml_parser_t *parser = &parse->parser;
    const char *problem = parser->problem ? parser->problem : "unreadable";
    if (parser->error == YAML_MEMORY_ERROR) {
        return fg_fail(parse->error, FG_FAILED, "%s: out of memory", parse->document->name);
    }
    if (parser->error == YAML_READER_ERROR) {
        return fail(parse, mark_of_byte(parse, parser->problem_offset), "no YAML text: %s", problem);
    }
    const char *hint = strstr(problem, "cannot start any token")
                           ? " (tabs do not indent; text with @, ` or % first needs quotes)"
                           : "";
    if (!parser->context) {
        return fail(parse, parser->problem_mark, "YAML syntax: %s%s", problem, hint);
    }
    char since[64] = "";
    if (!*parse->path && parser->context_mark.line != parser->problem_mark.line) {
        snprintf(since, sizeof since, " that begins in line %zu", parser->context_mark.line + 1);
    }
    return fail(parse, parser->problem_mark, "YAML syntax: %s%s %s%s", problem, hint, parser->context, since);
}

static bool next(struct parse *parse)
{
    yaml_event_delete(&parse->event);
    return yaml_parser_parse(&parse->parser, &parse->event) || syntax_error(parse);
}

static void fail_tag(struct parse *parse, const char *tag)
{
    static const char standard[] = "tag:yaml.org,2002:"; /* what !! stands for */
    bool short_form = strncmp(tag, standard, sizeof standard - 1) == 0;
    char shown[SHOW_SIZE];
    show_text(shown, short_form ? tag + sizeof standard - 1 : tag);
    fail(parse, parse->event.start_mark, "tags have no meaning here: take %s%s away", short_form ? "!!" : "", shown);
}

/* The node of the event at hand, known under its anchor where it has one. */
static struct yaml_node *begin(struct parse *parse, enum yaml_kind kind, const yaml_char_t *name,
                               const yaml_char_t *tag)
{
    struct yaml_document *document = parse->document;
    if (tag) {
        fail_tag(parse, (const char *)tag);
        return NULL;
    }
    struct yaml_node head = place(parse, parse->event.start_mark);
    head.kind = kind;
    struct yaml_node *node = yaml_tree_node(document, head, parse->error);
    if (!node || !name) {
        return node;
    }
    struct anchor *anchor = yaml_tree_take(document, sizeof *anchor, parse->error);
    const char *text = (const char *)name;
    if (!anchor || !(text = yaml_tree_text(document, text, strlen(text), parse->error))) {
        return NULL;
    }
    *anchor = (struct anchor){.name = text, .node = node, .before = parse->anchors};
    parse->anchors = anchor;
    return node;
}

static struct yaml_node *parse_value(struct parse *parse, int depth);

static struct yaml_node *parse_scalar(struct parse *parse)
{
    const yaml_event_t *event = &parse->event;
    const char *text = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    if (strlen(text) != length) {
        fail(parse, event->start_mark, "a text with a zero byte");
        return NULL;
    }
    struct yaml_node *node = begin(parse, YAML_SCALAR, event->data.scalar.anchor, event->data.scalar.tag);
    if (!node || !(node->text = yaml_tree_text(parse->document, text, length, parse->error))) {
        return NULL;
    }
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return next(parse) ? node : NULL;
}

static struct yaml_node *parse_alias(struct parse *parse, int depth)
{
    const char *name = (const char *)parse->event.data.alias.anchor;
    const struct anchor *anchor = parse->anchors;
    yaml_mark_t mark = parse->event.start_mark;
    while (anchor && strcmp(anchor->name, name) != 0) {
        anchor = anchor->before;
    }
    if (!anchor) {
        char shown[SHOW_SIZE];
        fail(parse, mark, "unknown alias *%s: no &%s comes before it", show_text(shown, name), shown);
        return NULL;
    }
    for (int i = 0; i < depth; i++) {
        if (parse->open[i] == anchor->node) {
            char shown[SHOW_SIZE];
            fail(parse, mark, "the alias *%s is inside what it stands for", show_text(shown, name));
            return NULL;
        }
    }
    struct yaml_node where = place(parse, mark);
    struct yaml_node *copy = yaml_tree_copy(parse->document, anchor->node, depth, &where, parse->error);
    return copy && next(parse) ? copy : NULL;
}

static struct yaml_node *parse_sequence(struct parse *parse, int depth)
{
    struct yaml_node *node =
        begin(parse, YAML_SEQUENCE, parse->event.data.sequence_start.anchor, parse->event.data.sequence_start.tag);
    parse->open[depth] = node;
    if (!node || !next(parse)) {
        return NULL;
    }
    while (parse->event.type != YAML_SEQUENCE_END_EVENT) {
        struct yaml_node *item = parse_value(parse, depth + 1);
        if (!item || !yaml_tree_append(parse->document, node, NULL, item, parse->error)) {
            return NULL;
        }
    }
    return next(parse) ? node : NULL;
}

/* A key of mapping: a scalar that it has not got yet. */
static struct yaml_node *parse_key(struct parse *parse, const struct yaml_node *mapping, int depth)
{
    yaml_mark_t mark = parse->event.start_mark;
    struct yaml_node *key = parse_value(parse, depth);
    if (!key) {
        return NULL;
    }
    if (key->kind != YAML_SCALAR) {
        fail(parse, mark, "want a word as key, got %s", key->kind == YAML_MAPPING ? "a mapping" : "a list");
        return NULL;
    }
    for (int i = 0; i < mapping->count; i++) {
        if (strcmp(mapping->keys[i]->text, key->text) == 0) {
            char shown[SHOW_SIZE];
            fail(parse, mark, "the key \"%s\" is here twice: it is in line %d too", show_text(shown, key->text),
                 mapping->keys[i]->line);
            return NULL;
        }
    }
    return key;
}

static bool is_merge(const struct yaml_node *key)
{
    return key->plain && strcmp(key->text, "<<") == 0;
}

static bool parse_pairs(struct parse *parse, struct yaml_node *node, int depth)
{
    const struct yaml_node *merge_key = NULL, *merged = NULL;
    while (parse->event.type != YAML_MAPPING_END_EVENT) {
        yaml_mark_t mark = parse->event.start_mark;
        struct yaml_node *key = parse_key(parse, node, depth + 1);
        struct yaml_node *item = key ? parse_value(parse, depth + 1) : NULL;
        if (!item) {
            return false;
        }
        if (is_merge(key)) {
            if (merge_key) {
                return fail(parse, mark, "<< is here twice: write `<<: [*a, *b]`");
            }
            merge_key = key;
            merged = item;
        } else if (!yaml_tree_append(parse->document, node, key, item, parse->error)) {
            return false;
        }
    }
    return !merge_key || yaml_merge(parse->document, node, merge_key, merged, parse->error);
}

static struct yaml_node *parse_mapping(struct parse *parse, int depth)
{
    struct yaml_node *node =
        begin(parse, YAML_MAPPING, parse->event.data.mapping_start.anchor, parse->event.data.mapping_start.tag);
    parse->open[depth] = node;
    return node && next(parse) && parse_pairs(parse, node, depth) && next(parse) ? node : NULL;
}

static struct yaml_node *parse_value(struct parse *parse, int depth)
{
    yaml_event_type_t type = parse->event.type;
    if (type == YAML_SCALAR_EVENT) {
        return parse_scalar(parse);
    }
    if (type == YAML_ALIAS_EVENT) {
        return parse_alias(parse, depth);
    }
    if (depth >= YAML_DEPTH_MAX) {
        fail(parse, parse->event.start_mark, "nested more than %d deep", YAML_DEPTH_MAX);
        return NULL;
    }
    return type == YAML_SEQUENCE_START_EVENT ? parse_sequence(parse, depth) : parse_mapping(parse, depth);
}

/* One document, and nothing after it. */
static struct yaml_node *parse_stream(struct parse *parse, int depth)
{
    if (!next(parse) || !next(parse)) {
        return NULL;
    }
    if (parse->event.type == YAML_STREAM_END_EVENT) {
        struct yaml_node null = place(parse, (yaml_mark_t){0});
        null.plain = true;
        return yaml_tree_node(parse->document, null, parse->error);
    }
    struct yaml_node *root = next(parse) ? parse_value(parse, depth) : NULL;
    if (!root || !next(parse)) {
        return NULL;
    }
    if (parse->event.type != YAML_STREAM_END_EVENT) {
        fail(parse, parse->event.start_mark, "a second document begins here: want one");
        return NULL;
    }
    return root;
}

struct yaml_node *yaml_parse(struct yaml_document *document, const char *source, size_t size, const char *path,
                             int depth, struct fg_error *error)
{
    struct parse parse = {.document = document, .source = source, .size = size, .path = path, .error = error};
    if (size > YAML_BYTES_MAX) {
        fail(&parse, (yaml_mark_t){0}, "%zu bytes: want at most %d", size, YAML_BYTES_MAX);
        return NULL;
    }
    if (!yaml_parser_initialize(&parse.parser)) {
        fg_fail(error, FG_FAILED, "%s: out of memory", document->name);
        return NULL;
    }
    yaml_parser_set_input_string(&parse.parser, (const unsigned char *)source, size);
    struct yaml_node *root = parse_stream(&parse, depth);
    yaml_event_delete(&parse.event);
    yaml_parser_delete(&parse.parser);
    return root;
}
