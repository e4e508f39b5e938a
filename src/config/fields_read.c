#include "config/fields_value.h"
#include "config/show.h"

#include <assert.h>
#include <string.h>

/* The same for reading and updating: keep says that what is missing stays as it is. */
struct reading {
    struct field_reader reader;
    bool keep;
};

static const struct field *find_row(const struct field *rows, const char *name)
{
    for (; rows->name; rows++) {
        if (strcmp(rows->name, name) == 0) {
            return rows;
        }
    }
    return NULL;
}

static bool fail_unknown(struct field_reader *reader, const struct field *rows, const struct yaml_node *key)
{
    struct named names[FIELD_ROWS_MAX];
    const struct named *table[FIELD_ROWS_MAX + 1];
    int count = 0;
    for (; rows[count].name; count++) {
        assert(count < FIELD_ROWS_MAX);
        names[count] = (struct named){rows[count].name, rows[count].help};
        table[count] = &names[count];
    }
    table[count] = NULL;
    struct text known = {0};
    named_list(&known, table);
    const char *nearest = named_nearest(table, key->text);
    size_t length = field_enter(reader, key->text);
    field_fail(reader, key, "unknown key; %s%s%s%s%s", nearest ? "did you mean \"" : "", nearest ? nearest : "",
               nearest ? "\"? " : "", known.length ? "known: " : "there are none here", known.length ? known.data : "");
    field_leave(reader, length);
    text_free(&known);
    return false;
}

/* Left by an override of one field beside a main value. */
static bool is_main_key(const struct yaml_node *key)
{
    return key->line == 0 && !*key->text;
}

static bool check_keys(struct field_reader *reader, const struct field *rows, const struct yaml_node *mapping)
{
    for (int i = 0; i < mapping->count; i++) {
        const struct yaml_node *key = mapping->keys[i];
        if (!find_row(rows, key->text) && !(is_main_key(key) && rows->name)) {
            return fail_unknown(reader, rows, key);
        }
    }
    return true;
}

static bool read_rows(struct reading *reading, const struct field *rows, const struct yaml_node *node,
                      const struct yaml_node *around, void *target);

/* A default that its own row does not take is a mistake in the row. */
static void use_fallback(struct reading *reading, const struct field *row, void *target)
{
    struct yaml_node node = {.kind = YAML_SCALAR, .text = row->fallback, .plain = true};
    bool good = field_read_value(&reading->reader, row, &node, target);
    assert(good);
    (void)good;
}

static bool fail_missing(struct reading *reading, const struct field *row, const struct yaml_node *around)
{
    struct text want = {0};
    field_add_want(&want, row);
    field_fail(&reading->reader, around, "missing: want %s%s%s%s", want.length ? want.data : "", row->help ? " (" : "",
               row->help ? row->help : "", row->help ? ")" : "");
    text_free(&want);
    return false;
}

/* node NULL: missing; around: what it would stand in, for the place in messages. */
static bool read_row(struct reading *reading, const struct field *row, const struct yaml_node *node,
                     const struct yaml_node *around, void *target)
{
    char *place = (char *)target + row->offset;
    if (row->kind == FIELD_GROUP) {
        return read_rows(reading, row->rows, node, around, place);
    }
    if (!node && reading->keep) {
        return true;
    }
    if (row->kind == FIELD_NODE) {
        *(const struct yaml_node **)(void *)place = node;
        return true;
    }
    if (node) {
        return field_read_value(&reading->reader, row, node, target);
    }
    if (!row->fallback) {
        return fail_missing(reading, row, around);
    }
    use_fallback(reading, row, target);
    return true;
}

/* What node has for a row: under its name, or, for the first, as the main value. */
static const struct yaml_node *node_of(const struct field *row, bool first, const struct yaml_node *node)
{
    if (!node) {
        return NULL;
    }
    if (node->kind != YAML_MAPPING) {
        return first ? node : NULL;
    }
    const struct yaml_node *named = yaml_get(node, row->name);
    for (int i = 0; first && !named && i < node->count; i++) {
        if (is_main_key(node->keys[i])) {
            named = node->items[i];
        }
    }
    return named;
}

static bool read_rows(struct reading *reading, const struct field *rows, const struct yaml_node *node,
                      const struct yaml_node *around, void *target)
{
    if (node && yaml_is_null(node)) {
        around = node;
        node = NULL;
    }
    if (node && !rows->name && node->kind != YAML_MAPPING) {
        char shown[SHOW_SIZE];
        return field_fail(&reading->reader, node, "has no fields, got %s", show_node(shown, node));
    }
    if (node && node->kind == YAML_MAPPING && !check_keys(&reading->reader, rows, node)) {
        return false;
    }
    bool done = true;
    for (const struct field *row = rows; row->name && done; row++) {
        size_t length = field_enter(&reading->reader, row->name);
        done = read_row(reading, row, node_of(row, row == rows, node), node ? node : around, target);
        field_leave(&reading->reader, length);
    }
    return done;
}

static bool read_all(const struct field *rows, const struct yaml_document *document, const struct yaml_node *node,
                     const char *path, void *target, bool keep, struct fg_error *error)
{
    struct reading reading = {.reader = {.document = document, .error = error}, .keep = keep};
    strncat(reading.reader.path, path, sizeof reading.reader.path - 1);
    if (!*path && node && node->kind != YAML_MAPPING) {
        char shown[SHOW_SIZE];
        return field_fail(&reading.reader, node, "want `key: value` lines, got %s", show_node(shown, node));
    }
    return read_rows(&reading, rows, node, NULL, target);
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
