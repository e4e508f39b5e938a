#include "../options.h"
#include "../support.h"
#include "config/course.h"
#include "config/field_rows.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

/* Values that vary over a run: from the file, in it again, and at each part of the run. */

struct holder {
    struct course rate, weight;
};

static const struct field rows[] = {
    ROW("rate", FIELD_COURSE, holder, rate, "0.001", 0, 10, "how fast"),
    ROW("weight", FIELD_COURSE, holder, weight, NULL, -1, 1, "how much"),
    {0},
};

static struct yaml_document document;

static void unload(void)
{
    yaml_close(&document);
}

TestSuite(course, .fini = unload);

static struct holder read_holder(const char *text)
{
    struct holder holder;
    yaml_close(&document);
    options_read(&document, rows, text, &holder);
    return holder;
}

static void expect(struct course course, double from, double to, double over, const char *shape)
{
    cr_expect_eq(course.from, from);
    cr_expect_eq(course.to, to);
    cr_expect_eq(course.over, over);
    cr_expect_str_eq(course_shape_table[course.shape]->name, shape);
}

Test(course, is_a_number_or_a_mapping)
{
    struct holder holder = read_holder("{weight: -0.5}");
    expect(holder.rate, 0.001, 0.001, 1, "linear");
    expect(holder.weight, -0.5, -0.5, 1, "linear");
    holder = read_holder("{weight: {from: 0, to: 1}, rate: {to: 2, from: 1e-3, over: 0.25, shape: exponential}}");
    expect(holder.weight, 0, 1, 1, "linear");
    expect(holder.rate, 1e-3, 2, 0.25, "exponential");
}

static void want_error(const char *text, const char *message)
{
    struct holder holder;
    struct fg_error error;
    yaml_close(&document);
    cr_assert(yaml_load_text(&document, "x.yaml", text, &error), "%s", error.message);
    cr_assert_not(fields_read(rows, &document, document.root, "", &holder, &error), "read: %s", text);
    cr_assert_eq(error.code, FG_USAGE);
    cr_expect_str_eq(error.message, message, "%s: %s", text, error.message);
}

Test(course, says_what_is_wrong)
{
    want_error("rate: 1", "x.yaml:1:1: weight: missing: want a number -1..1, or {from, to, over, shape} (how much)");
    want_error("rate: 11\nweight: 0", "x.yaml:1:7: rate: want 0..10, got 11");
    want_error("rate: fast\nweight: 0", "x.yaml:1:7: rate: want a number, got \"fast\"");
    want_error("rate: [1, 2]\nweight: 0", "x.yaml:1:7: rate: want a number, got a list");
    want_error("weight: {from: 1}", "x.yaml:1:9: weight.to: missing: want a number -1..1 (where it ends, and stays)");
    want_error("weight: {from: 1, to: 1.5}", "x.yaml:1:23: weight.to: want -1..1, got 1.5");
    want_error("weight: {from: 1, to: 0, over: 0}", "x.yaml:1:32: weight.over: want above 0, at most 1, got 0");
    want_error("weight: {from: 1, to: 0, shap: cosine}",
               "x.yaml:1:26: weight.shap: unknown key; did you mean \"shape\"? known: from, to, over, shape");
    want_error("weight: {from: 1, to: 0, shape: cos}",
               "x.yaml:1:33: weight.shape: want one of linear, cosine, exponential, got \"cos\"; did you mean "
               "\"cosine\"?");
    want_error("weight: {from: 1, to: 0, shape: exponential}",
               "x.yaml:1:9: weight: `shape: exponential` wants from and to above 0, got 1 and 0");
}

static struct holder override(const char *text, const char *assignment)
{
    struct holder holder;
    struct fg_error error;
    yaml_close(&document);
    cr_assert(yaml_load_text(&document, "x.yaml", text, &error));
    cr_assert(yaml_override(&document, assignment, &error), "%s", error.message);
    cr_assert(fields_read(rows, &document, document.root, "", &holder, &error), "%s", error.message);
    return holder;
}

Test(course, one_key_of_it_may_be_set)
{
    expect(override("{weight: 0.5}", "weight.from=1").weight, 1, 0.5, 1, "linear");
    expect(override("{weight: 0.5}", "weight.to=0").weight, 0.5, 0, 1, "linear");
    expect(override("{weight: {from: 0, to: 1, shape: cosine}}", "weight.over=0.5").weight, 0, 1, 0.5, "cosine");
    expect(override("{weight: {from: 0, to: 1, shape: cosine}}", "weight=0.25").weight, 0.25, 0.25, 1, "linear");
    expect(override("{weight: 0}", "rate={from: 1, to: 2}").rate, 1, 2, 1, "linear");
}

Test(course, is_written_as_short_as_it_is)
{
    struct text text = {0};
    struct holder holder = read_holder("{weight: {from: 0, to: 1, over: 0.3, shape: cosine}}");
    fields_write(rows, &holder, 0, &text, NULL, NULL);
    cr_assert_str_eq(text.data, "rate: 0.001\nweight: {from: 0, to: 1, over: 0.3, shape: cosine}\n");
    struct holder again = read_holder(text.data);
    expect(again.weight, 0, 1, 0.3, "cosine");
    text_free(&text);
    fields_help(rows, 0, &text);
    support_contains(text.data, "rate    how fast (a number 0..10, or {from, to, over, shape}, default 0.001)\n");
    text_free(&text);
}

Test(course, updates_as_a_whole)
{
    struct holder holder = read_holder("{weight: {from: 0, to: 1, over: 0.3}}");
    struct yaml_document other;
    struct fg_error error;
    cr_assert(yaml_load_text(&other, "y.yaml", "rate: 2", &error));
    cr_assert(fields_update(rows, &other, other.root, "", &holder, &error), "%s", error.message);
    expect(holder.rate, 2, 2, 1, "linear");
    expect(holder.weight, 0, 1, 0.3, "linear");
    yaml_close(&other);
}

/* Every row begins at from, ends at to, goes on from there, and never turns round. */
Test(course, every_shape_goes_from_one_to_the_other)
{
    for (int shape = 0; course_shape_table[shape]; shape++) {
        const char *name = course_shape_table[shape]->name;
        const struct course course = {.from = 3, .to = 0.5, .over = 0.4, .shape = shape};
        cr_expect_float_eq(course_at(&course, 0), 3, 1e-12, "%s", name);
        cr_expect_eq(course_at(&course, 0.4), 0.5, "%s", name);
        cr_expect_eq(course_at(&course, 0.7), 0.5, "%s", name);
        cr_expect_eq(course_at(&course, 1), 0.5, "%s", name);
        for (int i = 1; i <= 40; i++) {
            double before = course_at(&course, (i - 1) / 100.0), now = course_at(&course, i / 100.0);
            cr_expect(now < before && now >= 0.5 && before <= 3, "%s at %d%%: %g after %g", name, i, now, before);
        }
    }
}

Test(course, values_in_the_middle)
{
    const struct course linear = {.from = 1, .to = 0, .over = 0.5, .shape = COURSE_LINEAR};
    const struct course cosine = {.from = 1, .to = 0, .over = 1, .shape = COURSE_COSINE};
    const struct course exponential = {.from = 1, .to = 1e-4, .over = 1, .shape = 2};
    cr_expect_float_eq(course_at(&linear, 0.125), 0.75, 1e-15);
    cr_expect_float_eq(course_at(&cosine, 0.5), 0.5, 1e-15);
    cr_expect_float_eq(course_at(&cosine, 1.0 / 3), 0.75, 1e-15);
    cr_expect_float_eq(course_at(&exponential, 0.5), 1e-2, 1e-15);
    cr_expect_float_eq(course_at(&exponential, 0.25), 1e-1, 1e-15);
    const struct course constant = course_constant(0.3);
    cr_expect(course_at(&constant, 0) == 0.3 && course_at(&constant, 0.7) == 0.3 && course_at(&constant, 1) == 0.3);
}

Test(course, several_follow_each_other)
{
    const struct course list[] = {
        {.from = 0, .to = 1, .over = 0.25},
        {.from = 1, .to = 1, .over = 0.25},
        {.from = 1, .to = 0, .over = 0.25},
    };
    static const double at[] = {0, 0.125, 0.25, 0.4, 0.5, 0.625, 0.75, 0.9, 1},
                        want[] = {0, 0.5, 1, 1, 1, 0.5, 0, 0, 0};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        cr_expect_float_eq(courses_at(list, 3, at[i]), want[i], 1e-12, "at %g", at[i]);
    }
}

Test(course, progress_of_a_run)
{
    cr_expect_eq(course_progress(0, 5), 0);
    cr_expect_eq(course_progress(2, 5), 0.5);
    cr_expect_eq(course_progress(4, 5), 1);
    cr_expect_eq(course_progress(0, 1), 0);
}
