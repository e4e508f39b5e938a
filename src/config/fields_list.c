#include "config/fields_list.h"

#include "config/show.h"
#include "config/yaml_tree.h"

#include <stdio.h>

static bool fail_item(const struct field_reader *reader, const struct field *row, const struct yaml_node *node)
{
    struct text known = {0};
    char shown[SHOW_SIZE];
    named_list(&known, row->choices);
    field_fail(reader, node, "want one of %s, or one as `name: {key: value}`, got %s", known.data ? known.data : "",
               show_node(shown, node));
    text_free(&known);
    return false;
}

/* A name, or a mapping of a name to the fields of what it names. */
static bool read_item(struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                      struct field_item *item)
{
    bool mapping = node->kind == YAML_MAPPING;
    if (node->kind == YAML_SEQUENCE || (mapping && node->count != 1)) {
        return fail_item(reader, row, node);
    }
    const struct field choice = {.kind = FIELD_CHOICE, .choices = row->choices};
    if (!field_read_value(reader, &choice, mapping ? node->keys[0] : node, &item->choice)) {
        return false;
    }
    static const struct field none[] = {{0}};
    const struct named *chosen = row->choices[item->choice];
    void *own = chosen->fields ? yaml_tree_take(reader->document, chosen->size, reader->error) : NULL;
    item->own = own;
    if (chosen->fields && !own) {
        return false;
    }
    size_t length = field_enter(reader, chosen->name);
    bool done = fields_read(chosen->fields ? chosen->fields : none, reader->document, mapping ? node->items[0] : NULL,
                            reader->path, own, reader->error);
    field_leave(reader, length);
    return done;
}

bool field_read_list(struct field_reader *reader, const struct field *row, const struct yaml_node *node,
                     struct field_list *list)
{
    *list = (struct field_list){0};
    if (yaml_is_null(node)) {
        return true;
    }
    if (node->kind != YAML_SEQUENCE) {
        list->count = 1;
        return read_item(reader, row, node, &list->items[0]);
    }
    if (node->count > FIELD_LIST_MAX) {
        return field_fail(reader, node, "want at most %d", FIELD_LIST_MAX);
    }
    bool done = true;
    for (int i = 0; i < node->count && done; i++) {
        char place[16];
        snprintf(place, sizeof place, "%d", i);
        size_t length = field_enter(reader, place);
        done = read_item(reader, row, node->items[i], &list->items[i]);
        field_leave(reader, length);
    }
    list->count = node->count;
    return done;
}

void field_write_list(const struct field *row, const struct field_list *list, struct text *text)
{
    text_add(text, "[");
    for (int i = 0; i < list->count; i++) {
        const struct named *chosen = row->choices[list->items[i].choice];
        text_add(text, "%s%s%s", i ? ", " : "", chosen->fields ? "{" : "", chosen->name);
        if (chosen->fields) {
            text_add(text, ": ");
            fields_write_inline(chosen->fields, list->items[i].own, text);
            text_add(text, "}");
        }
    }
    text_add(text, "]");
}
