#include "config/fields_own.h"
#include "config/fields_value.h"
#include "config/show.h"
#include "config/yaml_tree.h"

#include <assert.h>
#include <string.h>

/* The keys of one mapping: those of its rows, and in a FIELD_OWN's place those of what is chosen. */
struct keys {
    struct key {
        const struct field *row;
        void *target; /* the struct that it is in */
        bool keep;    /* what is missing stays as it is */
    } list[FIELD_ROWS_MAX];
    int count;
    const struct field *rows;      /* all of them */
    const struct yaml_node *node;  /* their mapping, or the value of the first; NULL: nothing is said */
    const struct yaml_node *place; /* for what is missing: the mapping, or what it would stand in */
};

static void name_keys(const struct keys *keys, struct named names[static FIELD_ROWS_MAX],
                      const struct named *table[static FIELD_ROWS_MAX + 1])
{
    for (int i = 0; i < keys->count; i++) {
        names[i] = (struct named){.name = keys->list[i].row->name};
        table[i] = &names[i];
    }
    table[keys->count] = NULL;
}

static void describe_unknown(const struct keys *keys, const char *key, struct text *text)
{
    struct named names[FIELD_ROWS_MAX];
    const struct named *table[FIELD_ROWS_MAX + 1];
    name_keys(keys, names, table);
    const char *nearest = named_nearest(table, key);
    text_add(text, "unknown key; %s%s%s%s", nearest ? "did you mean \"" : "", nearest ? nearest : "",
             nearest ? "\"? " : "", keys->count ? "known: " : "there are none here");
    named_list(text, table);
}

static bool is_main_key(const struct yaml_node *key)
{
    return key->line == 0 && !*key->text;
}

const struct yaml_node *field_main_value(const struct yaml_node *node)
{
    const struct yaml_node *value = node->kind == YAML_MAPPING ? NULL : node;
    for (int i = 0; node->kind == YAML_MAPPING && i < node->count; i++) {
        value = is_main_key(node->keys[i]) ? node->items[i] : value;
    }
    return value;
}

static bool has_key(const struct keys *keys, const char *name)
{
    for (int i = 0; i < keys->count; i++) {
        if (strcmp(keys->list[i].row->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether what a file says is left over from a choice that it makes no longer: an earlier version wrote keys of other
 * choices too, and the command line may have made another one. */
static bool is_left_over(const struct field_reader *reader, const struct keys *keys, const struct yaml_node *key,
                         const struct field_foreign *foreign)
{
    const struct yaml_node *choice = yaml_get(keys->node, foreign->choice->name);
    bool of_file = key->line > 0 && yaml_get(keys->node, key->text)->line > 0;
    return of_file && (reader->document->earlier || (choice && choice->line == 0));
}

/* A key that is none of theirs. */
static bool check_stray(struct field_reader *reader, const struct keys *keys, const void *target,
                        const struct yaml_node *key)
{
    struct field_foreign foreign;
    struct text message = {0};
    bool known = field_find_foreign(keys->rows, target, key->text, &foreign);
    if (known && is_left_over(reader, keys, key, &foreign)) {
        return true;
    }
    if (known) {
        field_describe_foreign(&foreign, key->text, &message);
    } else {
        describe_unknown(keys, key->text, &message);
    }
    size_t length = field_enter(reader, key->text);
    field_fail(reader, key, "%s", message.data ? message.data : "");
    field_leave(reader, length);
    text_free(&message);
    return false;
}

static bool check_keys(struct field_reader *reader, const struct keys *keys, const void *target)
{
    const struct yaml_node *mapping = keys->node && keys->node->kind == YAML_MAPPING ? keys->node : NULL;
    for (int i = 0; mapping && i < mapping->count; i++) {
        const struct yaml_node *key = mapping->keys[i];
        if (!has_key(keys, key->text) && !(is_main_key(key) && keys->count > 0) &&
            !check_stray(reader, keys, target, key)) {
            return false;
        }
    }
    return true;
}

static bool read_rows(struct field_reader *reader, const struct field *rows, const struct yaml_node *node,
                      const struct yaml_node *around, void *target, bool keep);

/* A default that its own row does not take is a mistake in the row. */
static void use_fallback(struct field_reader *reader, const struct field *row, void *target)
{
    struct yaml_node node = {.kind = YAML_SCALAR, .text = row->fallback, .plain = true};
    bool good = field_read_value(reader, row, &node, target);
    assert(good);
    (void)good;
}

static bool fail_missing(struct field_reader *reader, const struct field *row, const struct yaml_node *around)
{
    struct text want = {0};
    field_add_want(&want, row);
    field_fail(reader, around, "missing: want %s%s%s%s", want.length ? want.data : "", row->help ? " (" : "",
               row->help ? row->help : "", row->help ? ")" : "");
    text_free(&want);
    return false;
}

/* What a mapping has for a row: under its name, or, for the first, as the main value. */
static const struct yaml_node *node_of(const struct keys *keys, const struct field *row)
{
    const struct yaml_node *named = keys->node ? yaml_get(keys->node, row->name) : NULL;
    return named || !keys->node || row != keys->rows ? named : field_main_value(keys->node);
}

static bool read_value(struct field_reader *reader, const struct keys *keys, const struct key *key)
{
    const struct field *row = key->row;
    const struct yaml_node *node = node_of(keys, row);
    char *place = (char *)key->target + row->offset;
    if (row->kind == FIELD_GROUP) {
        return read_rows(reader, row->rows, node, keys->place, place, key->keep);
    }
    if (!node && key->keep) {
        return true;
    }
    if (field_is_node(row)) {
        *(const struct yaml_node **)(void *)place = node;
        return true;
    }
    if (node) {
        return field_read_value(reader, row, node, key->target);
    }
    if (!row->fallback) {
        return fail_missing(reader, row, keys->place);
    }
    use_fallback(reader, row, key->target);
    return true;
}

static bool read_key(struct field_reader *reader, const struct keys *keys, const struct key *key)
{
    size_t length = field_enter(reader, key->row->name);
    bool done = read_value(reader, keys, key);
    field_leave(reader, length);
    return done;
}

static bool find_keys(struct field_reader *reader, struct keys *keys, const struct field *rows, void *target,
                      bool keep);

/* The keys of what is chosen: the choice must be read before it is known what may stand beside it. */
static bool find_own_keys(struct field_reader *reader, struct keys *keys, const struct field *rows,
                          const struct field *own, void *target, bool keep)
{
    const struct key choice = {field_choice_of(rows, own), target, keep};
    const struct named *before = keep ? field_chosen(rows, own, target) : NULL;
    if (!read_key(reader, keys, &choice)) {
        return false;
    }
    const struct named *chosen = field_chosen(rows, own, target);
    const void **place = field_own_place(own, target);
    if (!chosen->fields) {
        *place = NULL;
        return true;
    }
    void *made = yaml_tree_take(reader->document, chosen->size, reader->error);
    bool same = before && before->fields == chosen->fields;
    if (made && same) {
        memcpy(made, *place, chosen->size);
    }
    *place = made;
    return made && find_keys(reader, keys, chosen->fields, made, same);
}

static bool find_keys(struct field_reader *reader, struct keys *keys, const struct field *rows, void *target, bool keep)
{
    bool done = true;
    for (const struct field *row = rows; row->name && done; row++) {
        if (row->kind == FIELD_OWN) {
            done = find_own_keys(reader, keys, rows, row, target, keep);
        } else {
            assert(keys->count < FIELD_ROWS_MAX);
            keys->list[keys->count++] = (struct key){row, target, keep};
        }
    }
    return done;
}

static bool read_rows(struct field_reader *reader, const struct field *rows, const struct yaml_node *node,
                      const struct yaml_node *around, void *target, bool keep)
{
    bool nothing = !node || yaml_is_null(node);
    struct keys keys = {.rows = rows, .node = nothing ? NULL : node, .place = node ? node : around};
    if (!nothing && !rows->name && node->kind != YAML_MAPPING) {
        char shown[SHOW_SIZE];
        return field_fail(reader, node, "has no fields, got %s", show_node(shown, node));
    }
    bool done = find_keys(reader, &keys, rows, target, keep) && check_keys(reader, &keys, target);
    for (int i = 0; i < keys.count && done; i++) {
        done = read_key(reader, &keys, &keys.list[i]);
    }
    return done;
}

static bool read_all(const struct field *rows, const struct yaml_document *document, const struct yaml_node *node,
                     const char *path, void *target, bool keep, struct fg_error *error)
{
    struct field_reader reader = {.document = document, .error = error};
    strncat(reader.path, path, sizeof reader.path - 1);
    if (!*path && node && node->kind != YAML_MAPPING) {
        char shown[SHOW_SIZE];
        return field_fail(&reader, node, "want `key: value` lines, got %s", show_node(shown, node));
    }
    return read_rows(&reader, rows, node, NULL, target, keep);
}

bool fields_read(const struct field *rows, const struct yaml_document *document, const struct yaml_node *node,
                 const char *path, void *target, struct fg_error *error)
{
    return read_all(rows, document, node, path, target, false, error);
}

bool fields_update(const struct field *rows, const struct yaml_document *document, const struct yaml_node *node,
                   const char *path, void *target, struct fg_error *error)
{
    return read_all(rows, document, node, path, target, true, error);
}
