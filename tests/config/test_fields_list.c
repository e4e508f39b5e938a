#include "../support.h"
#include "config/field_rows.h"

#include <criterion/criterion.h>

#include <string.h>

/* Lists of a table's rows, each with fields of its own. */

struct salt {
    int grams;
};

struct meal {
    struct field_list spices;
};

static const struct field salt_rows[] = {
    ROW("grams", FIELD_INT, salt, grams, "3", 1, 9, "of it"),
    {0},
};
static const struct named salt = {"salt", "white", salt_rows, sizeof(struct salt)};
static const struct named mint = {"mint", "green", NULL, 0};
static const struct named *const spices[] = {&salt, &mint, NULL};

static const struct field meal_rows[] = {
    LIST("spices", meal, spices, spices, "what is in it"),
    {0},
};

static struct yaml_document document;

static bool read(const char *text, struct meal *meal, struct fg_error *error)
{
    yaml_close(&document);
    cr_assert(yaml_load_text(&document, "x.yaml", text, error), "%s", error->message);
    return fields_read(meal_rows, &document, document.root, "", meal, error);
}

/* What is read, and written with every default, which reads as the same. */
static void written(const char *text, const char *want)
{
    struct meal meal;
    struct fg_error error = {0};
    for (int i = 0; i < 2; i++) {
        struct text out = {0};
        cr_assert(read(i ? want : text, &meal, &error), "%s", error.message);
        fields_write(meal_rows, &meal, 0, &out, NULL, NULL);
        cr_expect_str_eq(out.data, want);
        text_free(&out);
    }
    yaml_close(&document);
}

Test(fields_list, items_are_names_or_names_with_fields)
{
    written("spices: [salt, mint]\n", "spices: [{salt: {grams: 3}}, mint]\n");
    written("spices:\n  - mint\n  - salt: {grams: 5}\n  - salt: 7\n",
            "spices: [mint, {salt: {grams: 5}}, {salt: {grams: 7}}]\n");
    written("spices: mint\n", "spices: [mint]\n");
    written("spices: {salt: 4}\n", "spices: [{salt: {grams: 4}}]\n");
}

Test(fields_list, may_be_empty)
{
    written("spices: []\n", "spices: []\n");
    written("spices:\n", "spices: []\n");
}

static void refuse(const char *text, const char *part)
{
    struct meal meal;
    struct fg_error error = {0};
    cr_assert_not(read(text, &meal, &error), "%s", text);
    cr_assert_eq(error.code, FG_USAGE);
    support_contains(error.message, part);
    yaml_close(&document);
}

Test(fields_list, errors_have_the_place)
{
    refuse("spices: [mint, slat]\n",
           "x.yaml:1:16: spices.1: want one of salt, mint, got \"slat\"; did you mean \"salt\"?");
    refuse("spices: [salt: {gram: 5}]\n",
           "x.yaml:1:17: spices.0.salt.gram: unknown key; did you mean \"grams\"? known: grams");
    refuse("spices: [salt: 10]\n", "spices.0.salt.grams: want 1..9, got 10");
    refuse("spices: [mint: 10]\n", "spices.0.mint: has no fields, got \"10\"");
    refuse("spices: [[mint]]\n", "spices.0: want one of salt, mint, or one as `name: {key: value}`, got a list");
    refuse("spices: [{salt: 1, mint: 2}]\n", "spices.0: want one of salt, mint, or one as");
    refuse("spices: [mint, mint, mint, mint, mint, mint, mint, mint, mint]\n", "spices: want at most 8");
}
