#include "../support.h"

#include "config/yaml.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

static struct yaml_document load(const char *text)
{
    struct yaml_document document;
    struct fg_error error;
    cr_assert(yaml_load_text(&document, "x.yaml", text, &error), "%s", error.message);
    return document;
}

/* What loading text fails with. */
static void want_error(const char *text, const char *message)
{
    struct yaml_document document;
    struct fg_error error;
    cr_assert_not(yaml_load_text(&document, "x.yaml", text, &error), "loaded: %s", text);
    support_contains(error.message, message);
    cr_assert_eq(error.code, FG_USAGE);
    cr_assert_null(document.memory);
}

static const char *text_at(const struct yaml_node *node, const char *key)
{
    const struct yaml_node *value = yaml_get(node, key);
    return value ? value->text : "(missing)";
}

Test(yaml, keeps_places_order_and_quoting)
{
    struct yaml_document document = load("# an experiment\nname: dcgan\nlayers:\n  - conv: 32\n  - \"relu\"\n");
    const struct yaml_node *root = document.root;
    cr_assert_eq(root->kind, YAML_MAPPING);
    cr_assert_eq(root->count, 2);
    cr_assert_str_eq(root->keys[1]->text, "layers");
    cr_assert_eq(root->items[0]->line, 2);
    cr_assert_eq(root->items[0]->column, 7);
    cr_assert(root->items[0]->plain);
    const struct yaml_node *list = yaml_get(root, "layers");
    cr_assert_eq(list->kind, YAML_SEQUENCE);
    cr_assert_str_eq(list->text, "");
    cr_assert_str_eq(text_at(list->items[0], "conv"), "32");
    cr_assert_eq(list->items[1]->line, 5);
    cr_assert_eq(list->items[1]->column, 5);
    cr_assert_not(list->items[1]->plain);
    cr_assert_null(yaml_get(root, "Name"));
    cr_assert_null(yaml_get(list, "conv"));
    yaml_close(&document);
    yaml_close(&document);
}

Test(yaml, keeps_many_pairs)
{
    struct text text = {0};
    for (int i = 0; i < 100; i++) {
        text_add(&text, "key%d: %d\n", i, i);
    }
    struct yaml_document document = load(text.data);
    cr_assert_eq(document.root->count, 100);
    for (int i = 0; i < 100; i++) {
        cr_assert_eq(atoi(document.root->items[i]->text), i);
    }
    yaml_close(&document);
    text_free(&text);
}

Test(yaml, knows_nothing_from_something)
{
    struct yaml_document document = load("[{a: }, ~, null, Null, '', 0, \"null\", [], {}]");
    static const bool want[] = {false, true, true, true, false, false, false, false, false};
    const struct yaml_node *list = document.root;
    cr_assert_eq(list->count, 9);
    for (int i = 0; i < list->count; i++) {
        cr_assert_eq(yaml_is_null(list->items[i]), want[i], "item %d", i);
    }
    cr_assert(yaml_is_null(yaml_get(list->items[0], "a")));
    yaml_close(&document);
}

Test(yaml, resolves_aliases_into_copies)
{
    struct yaml_document document = load("a: &x {lr: 1, deep: [1, 2]}\nb: *x\nc: &x 5\nd: *x\n*x : e\n");
    const struct yaml_node *a = yaml_get(document.root, "a"), *b = yaml_get(document.root, "b");
    cr_assert_neq(a, b);
    cr_assert_str_eq(text_at(b, "lr"), "1");
    cr_assert_eq(yaml_get(b, "deep")->count, 2);
    cr_assert_neq(yaml_get(a, "deep"), yaml_get(b, "deep"));
    cr_assert_eq(b->line, 1, "the place where it was written");
    cr_assert_str_eq(text_at(document.root, "d"), "5");
    cr_assert_str_eq(text_at(document.root, "5"), "e");
    yaml_close(&document);
}

Test(yaml, merges_and_explicit_keys_win)
{
    struct yaml_document document = load("base: &b {lr: 1, beta: 2}\n"
                                         "before: {lr: 9, <<: *b}\n"
                                         "after: {<<: *b, lr: 9}\n"
                                         "quoted: {'<<': 7}\n"
                                         "inline: {<<: {a: 1}, b: 2}\n");
    for (int i = 1; i <= 2; i++) {
        const struct yaml_node *node = document.root->items[i];
        cr_assert_eq(node->count, 2);
        cr_assert_str_eq(text_at(node, "lr"), "9");
        cr_assert_str_eq(text_at(node, "beta"), "2");
    }
    cr_assert_str_eq(text_at(yaml_get(document.root, "quoted"), "<<"), "7");
    cr_assert_str_eq(text_at(yaml_get(document.root, "inline"), "a"), "1");
    yaml_close(&document);
}

Test(yaml, merges_lists_the_earlier_winning)
{
    struct yaml_document document = load("a: &a {x: 1, y: 1}\n"
                                         "b: &b {<<: *a, y: 2, z: 2}\n"
                                         "c: {<<: [*b, *a, {z: 3, w: 3}], v: 0}\n"
                                         "d: {<<: []}\n");
    const struct yaml_node *c = yaml_get(document.root, "c");
    cr_assert_eq(c->count, 5);
    cr_assert_str_eq(text_at(c, "x"), "1");
    cr_assert_str_eq(text_at(c, "y"), "2");
    cr_assert_str_eq(text_at(c, "z"), "2");
    cr_assert_str_eq(text_at(c, "w"), "3");
    cr_assert_eq(yaml_get(document.root, "d")->count, 0);
    yaml_close(&document);
}

Test(yaml, refuses_bad_merges)
{
    want_error("a: 1\nb: {<<: 5}", "x.yaml:2:5: <<: want a mapping or a list of mappings");
    want_error("b: {<<: [{a: 1}, 5]}", "x.yaml:1:5: <<: want a mapping");
    want_error("b: {<<: [[{a: 1}]]}", "x.yaml:1:5: <<: want a mapping");
    want_error("b: {<<: }", "x.yaml:1:5: <<: want a mapping");
    want_error("b:\n  <<: {a: 1}\n  <<: {c: 1}\n", "x.yaml:3:3: << is here twice: write `<<: [*a, *b]`");
}

Test(yaml, refuses_duplicate_keys)
{
    want_error("a: 1\nb: 2\n'a': 3\n", "x.yaml:3:1: the key \"a\" is here twice: it is in line 1 too");
    want_error("o: {lr: 1, lr: 2}", "x.yaml:1:12: the key \"lr\"");
}

Test(yaml, refuses_unknown_and_circular_aliases)
{
    want_error("a: *b\nb: &b 1", "x.yaml:1:4: unknown alias *b: no &b comes before it");
    want_error("a: &a\n  b: *a\n", "x.yaml:2:6: the alias *a is inside what it stands for");
    want_error("a: &a [[*a]]", "x.yaml:1:9: the alias *a is inside what it stands for");
    want_error("a: &a\n  <<: *a\n", "x.yaml:2:7: the alias *a is inside");
    want_error("&a *a : 1", "x.yaml:1:4: ");
}

Test(yaml, refuses_aliases_that_blow_up)
{
    struct text text = {0};
    text_add(&text, "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 10; i++) {
        text_add(&text, "a%d: &a%d [", i, i);
        for (int j = 0; j < 10; j++) {
            text_add(&text, "*a%d, ", i - 1);
        }
        text_add(&text, "]\n");
    }
    want_error(text.data, "more than 20000 values, aliases counted as what they stand for");
    text_free(&text);
}

static void nest(struct text *text, int depth)
{
    for (int i = 0; i < depth; i++) {
        text_add(text, "[");
    }
    for (int i = 0; i < depth; i++) {
        text_add(text, "]");
    }
}

Test(yaml, refuses_depth_over_64)
{
    struct text text = {0};
    nest(&text, 64);
    struct yaml_document document = load(text.data);
    yaml_close(&document);
    text_free(&text);
    nest(&text, 65);
    want_error(text.data, "x.yaml:1:65: nested more than 64 deep");
    text_free(&text);
    text_add(&text, "a: &a ");
    nest(&text, 40);
    text_add(&text, "\nb: {c: ");
    for (int i = 0; i < 30; i++) {
        text_add(&text, "[");
    }
    text_add(&text, "*a");
    want_error(text.data, "x.yaml:2:38: nested more than 64 deep");
    text_free(&text);
}

Test(yaml, refuses_other_keys_than_words)
{
    want_error("? [a, b]\n: 1", "x.yaml:1:3: want a word as key, got a list");
    want_error("a: {{b: 1}: 2}", "x.yaml:1:5: want a word as key, got a mapping");
    want_error("a: &a {x: 1}\n*a : 2", "x.yaml:2:1: want a word as key, got a mapping");
}

Test(yaml, refuses_empty_files_and_second_documents)
{
    want_error("", "x.yaml:1:1: the file is empty: want `key: value` lines");
    want_error("# nothing\n\n", "the file is empty");
    want_error("---\n", "the file is empty");
    want_error("a: 1\n---\nb: 2\n", "x.yaml:2:1: a second document begins here");
    struct yaml_document document = load("%YAML 1.1\n---\na: 1\n...\n");
    yaml_close(&document);
}

Test(yaml, refuses_tags_and_zero_bytes)
{
    want_error("a: !!int 5", "x.yaml:1:4: tags have no meaning here: take !!int away");
    want_error("a: !x [1]", "x.yaml:1:4: tags have no meaning here: take !x away");
    want_error("!x {a: 1}", "tags have no meaning here");
    want_error("a: \"b\\0c\"", "x.yaml:1:4: a text with a zero byte");
}

Test(yaml, places_syntax_errors)
{
    want_error("a: 1\nb: [1, 2\nc: 3\n", "x.yaml:3:2: YAML syntax: did not find expected ',' or ']' while parsing a "
                                         "flow sequence that begins in line 2");
    want_error("a: 1\n b: 2\n", "x.yaml:2:3: YAML syntax: mapping values are not allowed in this context");
    want_error("a:\n\t- b\n", "tabs do not indent");
    want_error("a: \"b", "x.yaml:1:6: YAML syntax: found unexpected end of stream while scanning a quoted scalar");
    want_error("a: 1\nb: 2\x01\n", "x.yaml:2:5: no YAML text: control characters are not allowed");
    want_error("\xff\xff\xff", "x.yaml:1:1: no YAML text");
}

Test(yaml, loads_files)
{
    char folder[256], path[512];
    struct yaml_document document;
    struct fg_error error;
    support_folder(folder);
    support_write(folder, "good.yaml",
                  "\xEF\xBB\xBF"
                  "a: 1\r\nb: 2\r\n",
                  15, path);
    cr_assert(yaml_load_file(&document, path, &error), "%s", error.message);
    cr_assert_str_eq(document.name, path);
    cr_assert_str_eq(text_at(document.root, "b"), "2");
    yaml_close(&document);

    support_write(folder, "zero.yaml", "a: 1\nb: \0", 9, path);
    cr_assert_not(yaml_load_file(&document, path, &error));
    support_contains(error.message, "zero.yaml:2:4: no YAML text");

    size_t size = YAML_BYTES_MAX + 1;
    char *large = malloc(size);
    cr_assert(large);
    memset(large, 'a', size);
    support_write(folder, "large.yaml", large, size, path);
    free(large);
    cr_assert_not(yaml_load_file(&document, path, &error));
    support_contains(error.message, "large.yaml: has 1048577 bytes, want at most 1048576");
}

Test(yaml, tells_of_missing_files)
{
    struct yaml_document document;
    struct fg_error error;
    cr_assert_not(yaml_load_file(&document, "/nonexistent/x.yaml", &error));
    support_contains(error.message, "/nonexistent/x.yaml");
    cr_assert_eq(error.code, FG_FAILED);
    cr_assert_null(document.memory);
    cr_assert_not(yaml_load_file(&document, "/nonexistent/x.yaml", NULL));
    cr_assert_not(yaml_load_text(&document, "x.yaml", "[", NULL));
}

Test(yaml, fails_with_places)
{
    struct yaml_document document = load("a: 1");
    struct yaml_node typed = {0};
    struct fg_error error;
    cr_assert_not(yaml_fail(&document, document.root->items[0], &error, "a: want %d", 2));
    cr_assert_str_eq(error.message, "x.yaml:1:4: a: want 2");
    yaml_fail(&document, &typed, &error, "a: want 2");
    cr_assert_str_eq(error.message, "command line: a: want 2");
    yaml_fail(&document, NULL, &error, "a: want 2");
    cr_assert_str_eq(error.message, "x.yaml: a: want 2");
    cr_assert_not(yaml_fail(&document, NULL, NULL, "a: want 2"));
    yaml_close(&document);
}
