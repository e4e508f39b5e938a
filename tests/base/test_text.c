#include "base/text.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

Test(text, grows)
{
    struct text text = {0};
    for (int i = 0; i < 1000; i++) {
        text_add(&text, "%d,", i);
    }
    cr_assert_not(text.failed);
    cr_assert_eq(text.length, strlen(text.data));
    cr_assert_eq(text.length, 10 * 2 + 90 * 3 + 900 * 4);
    cr_assert(strncmp(text.data, "0,1,2,3", 7) == 0);
    cr_assert_str_eq(text.data + text.length - 8, "998,999,");
    text_free(&text);
    cr_assert_null(text.data);
    text_free(&text);
}

Test(text, takes_bytes_and_nothing)
{
    struct text text = {0};
    text_add(&text, "%s", "");
    cr_assert_str_eq(text.data, "");
    text_add_bytes(&text, "abcdef", 3);
    text_add_bytes(&text, "", 0);
    cr_assert_str_eq(text.data, "abc");
    char *large = malloc(100000);
    memset(large, 'x', 100000);
    text_add_bytes(&text, large, 100000);
    cr_assert_eq(text.length, 100003);
    cr_assert_eq(text.data[100003], '\0');
    free(large);
    text_free(&text);
}

Test(text, after_a_failure_drops_the_rest)
{
    struct text text = {.failed = true};
    text_add(&text, "a");
    text_add_bytes(&text, "a", 1);
    cr_assert(text.failed && text.length == 0 && !text.data);
}

static const struct named adam = {.name = "adam", .help = ""}, adamw = {.name = "adamw", .help = ""},
                          sgd = {.name = "sgd", .help = ""};
static const struct named transpose = {.name = "conv_transpose", .help = ""}, conv = {.name = "conv", .help = ""};
static const struct named *const table[] = {&adam, &adamw, &sgd, &transpose, &conv, NULL};
static const struct named *const empty[] = {NULL};

Test(named, is_found_by_its_whole_name)
{
    cr_assert_eq(named_find(table, "adam"), 0);
    cr_assert_eq(named_find(table, "conv"), 4);
    cr_assert_eq(named_find(table, "con"), -1);
    cr_assert_eq(named_find(table, "Adam"), -1);
    cr_assert_eq(named_find(table, ""), -1);
    cr_assert_eq(named_find(empty, "adam"), -1);
}

static void check_nearest(const char *written, const char *expected)
{
    const char *nearest = named_nearest(table, written);
    cr_assert(expected ? nearest && strcmp(nearest, expected) == 0 : !nearest, "%s: %s", written,
              nearest ? nearest : "nothing");
}

Test(named, nearest_mends_a_slip)
{
    check_nearest("adm", "adam");
    check_nearest("adma", "adam");
    check_nearest("adam", "adam");
    check_nearest("adammw", "adamw");
    check_nearest("sdg", "sgd");
    check_nearest("convtranspose", "conv_transpose");
    check_nearest("conv_tanspsoe", "conv_transpose");
    check_nearest("vonc", "conv");
    check_nearest("SGD", "sgd");
    check_nearest("ConvTranspose", "conv_transpose");
    check_nearest("ADAMWhatever", "adam");
}

Test(named, nearest_does_not_guess_wildly)
{
    check_nearest("xyzzy", NULL);
    check_nearest("", NULL);
    check_nearest("rmsprop", NULL);
    char longest[200];
    memset(longest, 'a', sizeof longest);
    longest[199] = '\0';
    check_nearest(longest, NULL);
    cr_assert_null(named_nearest(empty, "adam"));
}

Test(named, list)
{
    struct text text = {0};
    named_list(&text, table);
    cr_assert_str_eq(text.data, "adam, adamw, sgd, conv_transpose, conv");
    text_free(&text);
}

Test(text, made_printable)
{
    char text[] = "a\x1b[31m\tb\n\x7f\xc2\x9b\xc3\xa9\xc2\xa9\r";
    text_make_printable(text);
    cr_assert_str_eq(text, "a?[31m\tb\n???\xc3\xa9\xc2\xa9?");
    char cut[] = "\xc2";
    text_make_printable(cut);
    cr_assert_str_eq(cut, "\xc2");
}

static void check_word(const char *word, const char *want)
{
    struct text text = {0};
    text_add_word(&text, word);
    cr_assert_str_eq(text.data, want);
    text_free(&text);
}

Test(text, words_for_a_shell)
{
    check_word("outputs/mnist-cnn_2", "outputs/mnist-cnn_2");
    check_word("train.epochs=1e+3", "train.epochs=1e+3");
    check_word("outputs/my run", "'outputs/my run'");
    check_word("it's", "'it'\\''s'");
    check_word("model={dense: 10}", "'model={dense: 10}'");
    check_word("$HOME*", "'$HOME*'");
    check_word("", "''");
}
