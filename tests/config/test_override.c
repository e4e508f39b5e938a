#include "../support.h"

#include "config/yaml.h"

#include <criterion/criterion.h>

#include <string.h>

static const char base[] = "name: a\n"
                           "model:\n"
                           "  - conv: {filters: 32, kernel: 3}\n"
                           "  - leaky_relu: 0.2\n"
                           "  - relu\n"
                           "  - reshape: [7, 7, 128]\n"
                           "optimizer: &o {lr: 0.1, deep: {x: 1}}\n"
                           "other: *o\n"
                           "train:\n"
                           "none: []\n";

static struct yaml_document changed(const char *assignment)
{
    struct yaml_document document;
    struct fg_error error;
    cr_assert(yaml_load_text(&document, "x.yaml", base, &error), "%s", error.message);
    cr_assert(yaml_override(&document, assignment, &error), "%s", error.message);
    return document;
}

static void want_error(const char *assignment, const char *message)
{
    struct yaml_document document;
    struct fg_error error;
    cr_assert(yaml_load_text(&document, "x.yaml", base, NULL));
    cr_assert_not(yaml_override(&document, assignment, &error), "done: %s", assignment);
    support_contains(error.message, message);
    cr_assert_eq(error.code, FG_USAGE);
    cr_assert_eq(strncmp(error.message, "command line: ", 14), 0, "%s", error.message);
    yaml_close(&document);
}

static const struct yaml_node *layer(const struct yaml_document *document, int place)
{
    return yaml_get(document->root, "model")->items[place];
}

Test(override, replaces_values)
{
    struct yaml_document document = changed("model.0.conv.filters=16");
    const struct yaml_node *conv = yaml_get(layer(&document, 0), "conv");
    cr_assert_eq(conv->count, 2);
    cr_assert_str_eq(yaml_get(conv, "filters")->text, "16");
    cr_assert_eq(yaml_get(conv, "filters")->line, 0);
    yaml_close(&document);

    document = changed("model.3.reshape.2=64");
    cr_assert_str_eq(yaml_get(layer(&document, 3), "reshape")->items[2]->text, "64");
    yaml_close(&document);

    document = changed("model.2=tanh");
    cr_assert_str_eq(layer(&document, 2)->text, "tanh");
    yaml_close(&document);

    document = changed("name=a=b");
    cr_assert_str_eq(yaml_get(document.root, "name")->text, "a=b");
    yaml_close(&document);
}

Test(override, takes_whole_collections)
{
    struct yaml_document document = changed("train={epochs: 3, list: [1, {a: 2}]}");
    const struct yaml_node *train = yaml_get(document.root, "train");
    cr_assert_eq(train->count, 2);
    cr_assert_str_eq(yaml_get(train, "epochs")->text, "3");
    cr_assert_eq(yaml_get(train, "epochs")->line, 0);
    cr_assert_eq(train->keys[0]->line, 0);
    yaml_close(&document);

    document = changed("optimizer=");
    cr_assert(yaml_is_null(yaml_get(document.root, "optimizer")));
    yaml_close(&document);
}

Test(override, adds_keys)
{
    struct yaml_document document = changed("sample.grid.x=8");
    const struct yaml_node *grid = yaml_get(yaml_get(document.root, "sample"), "grid");
    cr_assert_str_eq(yaml_get(grid, "x")->text, "8");
    cr_assert_eq(grid->count, 1);
    yaml_close(&document);

    document = changed("train.epochs=4");
    cr_assert_eq(yaml_get(document.root, "train")->count, 1, "nothing becomes a mapping");
    cr_assert_str_eq(yaml_get(yaml_get(document.root, "train"), "epochs")->text, "4");
    yaml_close(&document);
}

Test(override, changes_one_place_where_aliases_copied)
{
    struct yaml_document document = changed("other.deep.x=2");
    const struct yaml_node *one = yaml_get(document.root, "optimizer"), *two = yaml_get(document.root, "other");
    cr_assert_str_eq(yaml_get(yaml_get(one, "deep"), "x")->text, "1");
    cr_assert_str_eq(yaml_get(yaml_get(two, "deep"), "x")->text, "2");
    yaml_close(&document);
}

Test(override, keeps_a_main_value_beside_new_keys)
{
    struct yaml_document document = changed("model.1.leaky_relu.slope=0.1");
    const struct yaml_node *relu = yaml_get(layer(&document, 1), "leaky_relu");
    cr_assert_eq(relu->kind, YAML_MAPPING);
    cr_assert_eq(relu->line, 4);
    cr_assert_eq(relu->count, 2);
    cr_assert_str_eq(yaml_get(relu, "")->text, "0.2");
    cr_assert_eq(yaml_get(relu, "")->line, 4);
    cr_assert_str_eq(yaml_get(relu, "slope")->text, "0.1");
    yaml_close(&document);
}

Test(override, makes_an_item_a_key)
{
    struct yaml_document document = changed("model.2.relu.slope=0.1");
    const struct yaml_node *item = layer(&document, 2);
    cr_assert_eq(item->count, 1);
    cr_assert_eq(item->keys[0]->line, 5);
    const struct yaml_node *relu = yaml_get(item, "relu");
    cr_assert_eq(relu->count, 1);
    cr_assert_str_eq(yaml_get(relu, "slope")->text, "0.1");
    yaml_close(&document);

    document = changed("model.2.name=here");
    cr_assert_eq(layer(&document, 2)->count, 2);
    cr_assert(yaml_is_null(yaml_get(layer(&document, 2), "relu")));
    cr_assert_str_eq(yaml_get(layer(&document, 2), "name")->text, "here");
    yaml_close(&document);
}

Test(override, says_what_is_there)
{
    want_error("model.4.conv=3", "model.4: want one of the items 0..3; model has conv, leaky_relu, relu, reshape");
    want_error("model.conv=3", "model.conv: want one of the items 0..3; model has conv");
    want_error("model.-1=3", "model.-1: want one of the items 0..3");
    want_error("model.99999999999=3", "model.99999999999: want one of the items 0..3");
    want_error("none.0=3", "none.0: the list is empty; none has nothing in it");
    want_error("modle.0.conv=3", "modle: there is no such list; the file has name, model, optimizer, other, train");
    want_error("train.0.conv=3", "train.0: there is no list; train is nothing");
    want_error("name.0=3", "name.0: there is no list; name is \"a\"");
    want_error("model.0.conv.list.0=3", "model.0.conv.list: there is no such list; model.0.conv has filters, kernel");
}

Test(override, wants_key_and_value)
{
    want_error("optimizer.lr", "\"optimizer.lr\": want KEY=VALUE, such as optimizer.lr=0.001");
    want_error("", "\"\": want KEY=VALUE");
    want_error("=5", "\"=5\": want KEY=VALUE");
    want_error("a..b=5", "want KEY=VALUE");
    want_error(".a=5", "want KEY=VALUE");
    want_error("a.=5", "want KEY=VALUE");
}

Test(override, refuses_bad_values)
{
    want_error("name=[1", "name: YAML syntax: ");
    want_error("name={a: 1, a: 2}", "name: the key \"a\" is here twice");
    want_error("name=*o", "name: unknown alias *o");
    want_error("name=1\n---\n2", "name: a second document begins here");
    want_error("name=\x01", "name: no YAML text");
    want_error("a.b=!x 1", "a.b: tags have no meaning here");
}

Test(override, keeps_to_the_depth)
{
    struct text text = {0};
    for (int i = 0; i < 63; i++) {
        text_add(&text, "a.");
    }
    text_add(&text, "a=");
    size_t length = text.length;
    text_add(&text, "1");
    struct yaml_document document = changed(text.data);
    yaml_close(&document);
    text.length = length;
    text_add(&text, "[1]");
    want_error(text.data, "nested more than 64 deep");
    text_free(&text);
    for (int i = 0; i < 64; i++) {
        text_add(&text, "a.");
    }
    text_add(&text, "a=1");
    want_error(text.data, "want KEY=VALUE");
    text_free(&text);
}
