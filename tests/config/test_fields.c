#include "../support.h"
#include "config/show.h"
#include "fields_support.h"

#include <criterion/criterion.h>

#include <limits.h>
#include <string.h>

TestSuite(fields, .fini = fields_unload);

static void want_error(const char *text, const char *message)
{
    cr_assert_str_eq(fields_failure(text).message, message);
}

Test(fields, fills_in_defaults)
{
    struct outer outer = fields_read_outer("filters: 3");
    cr_assert_eq(outer.filters, 3);
    cr_assert_eq(outer.free, -7);
    cr_assert_eq(outer.clip, 0);
    cr_assert(outer.bias);
    cr_assert_eq(outer.seed, 1);
    cr_assert_str_eq(outer.name, "run");
    cr_assert_null(outer.path);
    cr_assert_eq(outer.shape.count, 2);
    cr_assert_eq(outer.shape.values[1], 8);
    cr_assert_eq(outer.extra.count, 0);
    cr_assert_eq(outer.optimizer.type, 1);
    cr_assert_eq(outer.optimizer.lr, 2e-4);
    cr_assert_null(outer.model);
}

Test(fields, reads_every_kind)
{
    struct outer outer =
        fields_read_outer("{filters: +4096, free: -2147483648, clip: .5, bias: No, seed: 18446744073709551615,\n"
                          "name: 5, path: 'a b', shape: [7, 7, 100], extra: -5,\n"
                          "optimizer: {type: sgd, lr: 1E-3}, model: [relu]}");
    cr_assert_eq(outer.filters, 4096);
    cr_assert_eq(outer.free, INT_MIN);
    cr_assert_eq(outer.clip, 0.5);
    cr_assert_not(outer.bias);
    cr_assert_eq(outer.seed, UINT64_MAX);
    cr_assert_str_eq(outer.name, "5");
    cr_assert_str_eq(outer.path, "a b");
    cr_assert_eq(outer.shape.count, 3);
    cr_assert_eq(outer.shape.values[2], 100);
    cr_assert_eq(outer.extra.count, 1);
    cr_assert_eq(outer.extra.values[0], -5);
    cr_assert_eq(outer.optimizer.type, 0);
    cr_assert_eq(outer.optimizer.lr, 1e-3);
    cr_assert_eq(outer.model, yaml_get(fields_document.root, "model"));
}

Test(fields, knows_yes_and_no)
{
    cr_assert(fields_read_outer("{filters: 1, bias: true}").bias);
    cr_assert(fields_read_outer("{filters: 1, bias: yes}").bias);
    cr_assert(fields_read_outer("{filters: 1, bias: ON}").bias);
    cr_assert_not(fields_read_outer("{filters: 1, bias: false}").bias);
    cr_assert_not(fields_read_outer("{filters: 1, bias: no}").bias);
    cr_assert_not(fields_read_outer("{filters: 1, bias: off}").bias);
}

Test(fields, takes_short_forms)
{
    cr_assert_eq(fields_read_outer("{filters: 1, optimizer: adamw}").optimizer.type, 2);
    cr_assert_eq(fields_read_outer("{filters: 1, optimizer: }").optimizer.type, 1);
    cr_assert_eq(fields_read_outer("{filters: 1, optimizer: {}}").optimizer.type, 1);
    cr_assert_eq(fields_read_outer("{filters: 1, shape: 1x2x3}").shape.values[2], 3);
    cr_assert_eq(fields_read_outer("{filters: 1, shape: 5}").shape.count, 1);
    cr_assert_eq(fields_read_outer("{filters: 1, extra: []}").extra.count, 0);
    cr_assert_eq(fields_read_outer("{filters: 1, extra: ~}").extra.count, 0);
    cr_assert_null(fields_read_outer("{filters: 1, path: ''}").path);
    cr_assert_null(fields_read_outer("{filters: 1, path: }").path);
    cr_assert_str_eq(fields_read_outer("{filters: 1, name: ''}").name, "");
}

Test(fields, takes_a_sequence_as_main_value)
{
    struct outer outer;
    struct fg_error error;
    cr_assert(
        fields_read(outer_rows + ROW_SHAPE, &fields_document, fields_load("[7, 7, 8]"), "reshape", &outer, &error),
        "%s", error.message);
    cr_assert_eq(outer.shape.count, 3);
    cr_assert_not(fields_read(outer_rows, &fields_document, fields_load("[7]"), "conv", &outer, &error));
    cr_assert_str_eq(error.message, "x.yaml:1:1: conv.filters: want a whole number, got a list");
}

Test(fields, reads_what_an_override_leaves)
{
    struct outer outer;
    fields_load("{filters: 1, optimizer: sgd}");
    cr_assert(yaml_override(&fields_document, "optimizer.lr=0.5", NULL));
    cr_assert(fields_read(outer_rows, &fields_document, fields_document.root, "", &outer, NULL));
    cr_assert_eq(outer.optimizer.type, 0);
    cr_assert_eq(outer.optimizer.lr, 0.5);
    cr_assert(yaml_override(&fields_document, "optimizer.type=adamw", NULL));
    cr_assert(fields_read(outer_rows, &fields_document, fields_document.root, "", &outer, NULL));
    cr_assert_eq(outer.optimizer.type, 2, "the name wins over the main value");
}

Test(fields, places_errors_of_the_command_line)
{
    struct outer outer;
    struct fg_error error;
    fields_load("filters: 1\n");
    cr_assert(yaml_override(&fields_document, "optimizer.lr=-1", &error));
    cr_assert_not(fields_read(outer_rows, &fields_document, fields_document.root, "", &outer, &error));
    cr_assert_str_eq(error.message, "command line: optimizer.lr: want above 0, at most 10, got -1");
    fields_load("filters: 1\n");
    cr_assert(yaml_override(&fields_document, "optimiser.lr=1", &error));
    cr_assert_not(fields_read(outer_rows, &fields_document, fields_document.root, "", &outer, &error));
    support_contains(error.message,
                     "command line: optimiser: unknown key; did you mean \"optimizer\"? known: filters,");
}

Test(fields, refuses_values_out_of_range)
{
    want_error("filters: -3", "x.yaml:1:10: filters: want 1..4096, got -3");
    want_error("filters: 4097", "x.yaml:1:10: filters: want 1..4096, got 4097");
    want_error("filters: 99999999999999999999", "x.yaml:1:10: filters: want 1..4096, got 99999999999999999999");
    want_error("{filters: 1, free: 2147483648}", "x.yaml:1:20: free: want -2147483648..2147483647, got 2147483648");
    want_error("filters: 1\nclip: -1e-3", "x.yaml:2:7: clip: want at least 0, got -1e-3");
    want_error("filters: 1\noptimizer:\n  lr: 0", "x.yaml:3:7: optimizer.lr: want above 0, at most 10, got 0");
    want_error("filters: 1\noptimizer:\n  decay: 1.5", "x.yaml:3:10: optimizer.decay: want 0..1, got 1.5");
    want_error("filters: 1\nshape: 8x101", "x.yaml:2:8: shape: want 1..100, got 8x101");
    want_error("filters: 1\nshape: [8, 0]", "x.yaml:2:12: shape.1: want 1..100, got 0");
}

Test(fields, refuses_wrong_kinds)
{
    want_error("filters: abc", "x.yaml:1:10: filters: want a whole number, got \"abc\"");
    want_error("filters: 3.5", "x.yaml:1:10: filters: want a whole number, got \"3.5\"");
    want_error("filters: 1e3", "x.yaml:1:10: filters: want a whole number, got \"1e3\"");
    want_error("filters: {a: 1}", "x.yaml:1:10: filters: want a whole number, got a mapping");
}

static void want_refused(const char *key, const char *value, const char *message)
{
    struct text yaml = {0};
    text_add(&yaml, "filters: 1\n%s: %s\n", key, value);
    support_contains(fields_failure(yaml.data).message, message);
    text_free(&yaml);
}

Test(fields, refuses_what_is_no_number)
{
    static const char *const wrong[] = {"abc", "nan", "inf", "-inf", "1e999", "0x10", "1.5x", "1 2", "1_000", "''"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        want_refused("clip", wrong[i], "clip: want a number, got \"");
    }
    want_refused("clip", "", "x.yaml:2:6: clip: want a number, got nothing");
    want_refused("clip", "{a: 1}", "clip: want a number, got a mapping");
    want_refused("free", "[1]", "free: want a whole number, got a list");
}

Test(fields, refuses_other_wrong_kinds)
{
    want_refused("bias", "maybe", "bias: want true or false, got \"maybe\"");
    want_refused("bias", "[]", "bias: want true or false, got a list");
    want_refused("seed", "-1", "seed: want a whole number 0..18446744073709551615, got \"-1\"");
    want_refused("seed", "18446744073709551616", "seed: want a whole number 0..18446744073709551615");
    want_refused("seed", "1.0", "seed: want a whole number");
    want_refused("name", "[a]", "name: want a text, got a list");
    want_refused("name", "null", "name: want a text, got nothing");
    want_refused("path", "{}", "path: want a text, got a mapping");
    want_refused("shape", "8x", "shape: want whole numbers, such as 5, 8x8 or [7, 7, 128], got \"8x\"");
    want_refused("shape", "8y8", "shape: want whole numbers");
    want_refused("shape", "[a]", "shape.0: want a whole number, got \"a\"");
    want_refused("shape", "[[1]]", "shape.0: want a whole number, got a list");
    want_refused("shape", "{a: 1}", "shape: want a list of whole numbers, got a mapping");
    want_refused("shape", "[]", "shape: want at least one number");
    want_refused("shape", "", "shape: want at least one number");
    want_refused("shape", "[1, 2, 3, 4, 5, 6, 7, 8, 9]", "shape: want at most 8 numbers");
    want_refused("shape", "1x2x3x4x5x6x7x8x9", "shape: want at most 8 numbers");
}

Test(fields, suggests_choices)
{
    want_error("{filters: 1, optimizer: addam}",
               "x.yaml:1:25: optimizer.type: want one of sgd, adam, adamw, got \"addam\"; did you mean \"adam\"?");
    want_refused("optimizer", "{type: lion_optimizer}", "want one of sgd, adam, adamw, got \"lion_optimizer\"");
    want_refused("optimizer", "{type: }", "optimizer.type: want one of sgd, adam, adamw, got nothing");
    want_refused("optimizer", "{type: [adam]}", "optimizer.type: want one of sgd, adam, adamw, got a list");
    cr_assert_null(strstr(fields_failure("{filters: 1, optimizer: lion_optimizer}").message, "did you mean"));
}

Test(fields, suggests_keys)
{
    want_error("filters: 1\noptimizer:\n  lrate: 1\n",
               "x.yaml:3:3: optimizer.lrate: unknown key; did you mean \"lr\"? known: type, lr, decay");
    support_contains(fields_failure("filtres: 1").message,
                     "x.yaml:1:1: filtres: unknown key; did you mean \"filters\"?");
    support_contains(fields_failure("zzzzzz: 1").message, "x.yaml:1:1: zzzzzz: unknown key; known: filters, free");
    support_contains(fields_failure("'': 1").message, "unknown key; known: ");
}

Test(fields, wants_what_has_no_default)
{
    want_error("free: 1", "x.yaml:1:1: filters: missing: want a whole number 1..4096 (output channels)");
    want_error("hello", "x.yaml:1:1: want `key: value` lines, got \"hello\"");
    want_error("[filters]", "x.yaml:1:1: want `key: value` lines, got a list");
    struct outer outer;
    struct fg_error error;
    fields_load("a: 1");
    cr_assert_not(fields_read(outer_rows, &fields_document, NULL, "g.0.conv", &outer, &error));
    cr_assert_str_eq(error.message, "x.yaml: g.0.conv.filters: missing: want a whole number 1..4096 (output channels)");
}

Test(fields, knows_structs_without_fields)
{
    static const struct field none[] = {{0}};
    struct outer outer;
    struct fg_error error;
    cr_assert(fields_read(none, &fields_document, fields_load("relu: ")->items[0], "relu", &outer, &error));
    cr_assert(fields_read(none, &fields_document, NULL, "relu", &outer, &error));
    cr_assert(fields_read(none, &fields_document, fields_load("{}"), "relu", &outer, &error));
    cr_assert_not(fields_read(none, &fields_document, fields_load("0.2"), "relu", &outer, &error));
    cr_assert_str_eq(error.message, "x.yaml:1:1: relu: has no fields, got \"0.2\"");
    cr_assert_not(fields_read(none, &fields_document, fields_load("{a: 1}"), "relu", &outer, &error));
    cr_assert_str_eq(error.message, "x.yaml:1:2: relu.a: unknown key; there are none here");
}

Test(fields, shows_odd_texts_in_one_line)
{
    support_contains(fields_failure("filters: \"a\\nb\\e[1m\"").message, "got \"a?b?[1m\"");
    struct text yaml = {0};
    text_add(&yaml, "filters: ");
    for (int i = 0; i < 100; i++) {
        text_add(&yaml, "ü");
    }
    struct fg_error error = fields_failure(yaml.data);
    support_contains(error.message, "üü...\"");
    cr_assert_lt(strlen(error.message), 150);
    text_free(&yaml);
}

Test(fields, updates_what_is_there)
{
    struct inner inner = {.type = 2, .lr = 0.5, .decay = 0.25};
    struct fg_error error;
    cr_assert(
        fields_update(inner_rows, &fields_document, fields_load("lr: 0.1"), "optimizer.generator", &inner, &error));
    cr_assert_eq(inner.type, 2);
    cr_assert_eq(inner.lr, 0.1);
    cr_assert_eq(inner.decay, 0.25);
    cr_assert(fields_update(inner_rows, &fields_document, NULL, "optimizer.generator", &inner, &error));
    cr_assert_eq(inner.lr, 0.1);
    cr_assert_not(
        fields_update(inner_rows, &fields_document, fields_load("{lrr: 1}"), "optimizer.generator", &inner, &error));
    support_contains(error.message, "optimizer.generator.lrr: unknown key; did you mean \"lr\"?");
    struct outer outer = fields_read_outer("{filters: 5, name: a, optimizer: {lr: 1, type: sgd}, model: [a]}");
    const struct yaml_node *model = outer.model;
    struct yaml_document other;
    cr_assert(yaml_load_text(&other, "y.yaml", "optimizer: {lr: 2}", &error));
    cr_assert(fields_update(outer_rows, &other, other.root, "", &outer, &error), "%s", error.message);
    cr_assert_eq(outer.filters, 5);
    cr_assert_eq(outer.optimizer.lr, 2);
    cr_assert_eq(outer.optimizer.type, 0);
    cr_assert_eq(outer.model, model);
    yaml_close(&other);
}

/* Not in the suite: making a locale takes long under valgrind. */
Test(end_to_end_locale, of_fields, .fini = fields_unload)
{
    char shown[SHOW_SIZE];
    support_comma_locale();
    struct outer outer = fields_read_outer("{filters: 1, clip: 0.25, optimizer: {lr: 1e-3}}");
    cr_assert_eq(outer.clip, 0.25);
    cr_assert_eq(outer.optimizer.lr, 1e-3);
    cr_assert_str_eq(show_number(shown, 0.0002), "0.0002");
    want_error("{filters: 1, clip: '0,25'}", "x.yaml:1:20: clip: want a number, got \"0,25\"");
}
