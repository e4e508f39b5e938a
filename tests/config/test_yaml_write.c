#include "config/yaml.h"

#include <criterion/criterion.h>

static struct yaml_document load(const char *text)
{
    struct yaml_document document;
    struct fg_error error;
    cr_assert(yaml_load_text(&document, "x.yaml", text, &error), "%s", error.message);
    return document;
}

static void want_scalar(const char *scalar, const char *written)
{
    struct text text = {0};
    yaml_write_scalar(&text, scalar);
    if (written) {
        cr_assert_str_eq(text.data, written);
    }
    struct text yaml = {0};
    text_add(&yaml, "{a: %s, %s: b}", text.data, text.data);
    struct yaml_document document = load(yaml.data);
    cr_assert_str_eq(document.root->items[0]->text, scalar);
    cr_assert_not(yaml_is_null(document.root->items[0]));
    cr_assert_str_eq(document.root->keys[1]->text, scalar);
    yaml_close(&document);
    text_free(&yaml);
    text_free(&text);
}

Test(yaml_write, writes_scalars_that_read_back)
{
    want_scalar("adam", "adam");
    want_scalar("/data/mnist-2_b.csv", "/data/mnist-2_b.csv");
    want_scalar("two words", "two words");
    want_scalar("", "\"\"");
    want_scalar("null", "\"null\"");
    want_scalar("~", "\"~\"");
    want_scalar("<<", "\"<<\"");
    want_scalar("a: b", "\"a: b\"");
    want_scalar("say \"a\\b\"", "\"say \\\"a\\\\b\\\"\"");
    want_scalar("a\nb\tc\x01\x7f", "\"a\\nb\\tc\\u0001\\u007F\"");
    want_scalar("Zürich \xf0\x9f\x8e\xa8", "\"Zürich \xf0\x9f\x8e\xa8\"");
    want_scalar("\xc2\x85\xe2\x80\xa8\xef\xbb\xbf\xef\xbf\xbe", "\"\\u0085\\u2028\\uFEFF\\uFFFE\"");
    static const char *const others[] = {" a", "a ", "a #b", "#a", "- a", "-1", "a, b", "[a",  "*a",  "&a", "!a",
                                         "|",  ">",  "'a'",  "%a", "@a",  "`a", "---",  "...", "? a", "a:", "1e-5"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        want_scalar(others[i], NULL);
    }
}

Test(yaml_write, writes_broken_utf8_as_yaml)
{
    static const char *const broken[] = {"a\xff", "\xc3", "\xe2\x80", "\xf8\x88", "\xc0\xaf", "\xed\xa0\x80", "\x80"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct text text = {0};
        yaml_write_scalar(&text, broken[i]);
        struct yaml_document document = load(text.data);
        yaml_close(&document);
        text_free(&text);
    }
}
