#include "../golden.h"
#include "../options.h"
#include "optim/schedule.h"

#include <criterion/criterion.h>

#include <math.h>

static void check_schedule(const char *name, const struct safetensors *file)
{
    struct schedule_options options;
    struct yaml_document document;
    options_read(&document, schedule_fields, golden_text(file, "schedule"), &options);
    size_t total = golden_count(file, "factors");
    const float *factors = golden_floats(file, "factors", total);
    for (size_t step = 0; step < total; step++) {
        double factor = schedule_factor(&options, (int64_t)step, (int64_t)total);
        cr_assert_float_eq(factor, (double)factors[step], 1e-6, "%s, step %zu: %g, want %g", name, step, factor,
                           (double)factors[step]);
    }
    yaml_close(&document);
}

Test(schedule, agrees_with_pytorch)
{
    golden_each("schedule-", check_schedule);
}

static struct schedule_options with(const struct variant *variant, double warmup)
{
    return (struct schedule_options){.type = variant->row, .own = variant->own, .warmup = warmup};
}

static void check_range(const struct variant *variant)
{
    static const double warmups[] = {0, 0.3, 1};
    static const int64_t totals[] = {1, 2, 3, 10, 1001};
    for (int i = 0; i < 15; i++) {
        struct schedule_options options = with(variant, warmups[i % 3]);
        int64_t total = totals[i / 3];
        for (int64_t step = 0; step < total; step++) {
            double factor = schedule_factor(&options, step, total);
            cr_assert(factor >= 0 && factor <= 1 + 1e-12, "%s: %g at step %d of %d", variant->text, factor, (int)step,
                      (int)total);
        }
    }
}

Test(schedule, every_row_stays_between_0_and_1)
{
    options_each(schedule_table, check_range);
}

static void check_top(const struct variant *variant)
{
    static const double warmups[] = {0, 0.3, 1};
    for (int i = 0; i < 3; i++) {
        struct schedule_options options = with(variant, warmups[i]);
        double top = 0;
        for (int64_t step = 0; step < 101; step++) {
            top = fmax(top, schedule_factor(&options, step, 101));
        }
        cr_assert_float_eq(top, 1, 1e-9, "%s", variant->text);
        cr_assert_float_eq(schedule_factor(&options, 0, 1), 1, 1e-9, "%s: a training of one step", variant->text);
    }
}

Test(schedule, every_row_reaches_the_top)
{
    options_each(schedule_table, check_top);
}

/* Each course begins where the one before ends, and together they take the whole run. */
static void check_courses(const struct variant *variant)
{
    struct schedule_options options = with(variant, 0.3);
    struct course list[SCHEDULE_COURSES_MAX];
    int count = ((const struct schedule_type *)variant->table[variant->row])->courses(&options, list);
    double over = 0;
    for (int i = 0; i < count; i++) {
        cr_assert(i == 0 || list[i].from == list[i - 1].to, "%s: course %d", variant->text, i);
        over += list[i].over;
    }
    cr_assert(count >= 1 && count <= SCHEDULE_COURSES_MAX);
    cr_assert_float_eq(over, 1, 1e-12, "%s", variant->text);
}

Test(schedule, courses_follow_each_other)
{
    options_each(schedule_table, check_courses);
}

static void check_rise(const struct variant *variant)
{
    struct schedule_options options = with(variant, 0.3);
    for (int64_t step = 1; step < 101; step++) {
        double before = schedule_factor(&options, step - 1, 101), now = schedule_factor(&options, step, 101);
        cr_assert(step <= 30 ? now > before : now <= before, "%s at step %d", variant->text, (int)step);
    }
}

Test(schedule, rises_then_falls)
{
    options_usual(schedule_table, check_rise);
}

static double end_of(const char *text)
{
    struct schedule_options options;
    struct yaml_document document;
    options_read(&document, schedule_fields, text, &options);
    double end = schedule_factor(&options, 99, 100);
    yaml_close(&document);
    return end;
}

Test(schedule, ends_where_it_should)
{
    cr_assert_float_eq(end_of("{type: constant, warmup: 0.2}"), 1, 1e-12);
    cr_assert_float_eq(end_of("{type: cosine, warmup: 0.2, minimum: 0.05}"), 0.05, 1e-12);
    cr_assert_float_eq(end_of("{type: one_cycle, warmup: 0.2, minimum: 0.05}"), 0.05, 1e-12);
}
