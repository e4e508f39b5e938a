#include "../golden.h"
#include "optim/schedule.h"

#include <criterion/criterion.h>

#include <math.h>

static void check_schedule(const char *name, const struct safetensors *file)
{
    struct schedule_options options = {
        .type = named_find(schedule_table, golden_text(file, "type")),
        .warmup = golden_number(file, "warmup"),
        .minimum = golden_number(file, "minimum"),
    };
    cr_assert_geq(options.type, 0);
    size_t total = golden_count(file, "factors");
    const float *factors = golden_floats(file, "factors", total);
    for (size_t step = 0; step < total; step++) {
        double factor = schedule_factor(&options, (int64_t)step, (int64_t)total);
        cr_assert_float_eq(factor, (double)factors[step], 1e-6, "%s, step %zu: %g, want %g", name, step, factor,
                           (double)factors[step]);
    }
}

Test(schedule, agrees_with_pytorch)
{
    golden_each("schedule-", check_schedule);
}

Test(schedule, every_row_stays_between_0_and_1)
{
    static const double warmups[] = {0, 0.3, 1}, minimums[] = {0, 0.1, 1};
    static const int64_t totals[] = {1, 2, 3, 10, 1001};
    for (int row = 0; schedule_table[row]; row++) {
        for (int i = 0; i < 45; i++) {
            struct schedule_options options = {row, warmups[i % 3], minimums[i / 3 % 3]};
            int64_t total = totals[i / 9];
            for (int64_t step = 0; step < total; step++) {
                double factor = schedule_factor(&options, step, total);
                cr_assert(factor >= 0 && factor <= 1 + 1e-12, "%s: %g at step %d of %d", schedule_table[row]->name,
                          factor, (int)step, (int)total);
            }
        }
    }
}

Test(schedule, every_row_reaches_the_top)
{
    static const double warmups[] = {0, 0.3, 1};
    for (int row = 0; schedule_table[row]; row++) {
        for (int i = 0; i < 3; i++) {
            struct schedule_options options = {row, warmups[i], 0.01};
            double top = 0;
            for (int64_t step = 0; step < 101; step++) {
                top = fmax(top, schedule_factor(&options, step, 101));
            }
            cr_assert_float_eq(top, 1, 1e-9, "%s", schedule_table[row]->name);
            cr_assert_float_eq(schedule_factor(&options, 0, 1), 1, 1e-9, "a training of one step");
        }
    }
}

Test(schedule, rises_then_falls)
{
    for (int row = 0; schedule_table[row]; row++) {
        struct schedule_options options = {row, 0.3, 0.05};
        for (int64_t step = 1; step < 101; step++) {
            double before = schedule_factor(&options, step - 1, 101), now = schedule_factor(&options, step, 101);
            cr_assert(step <= 30 ? now > before : now <= before, "%s at step %d", schedule_table[row]->name, (int)step);
        }
    }
}

static double end_of(const char *name, double warmup)
{
    struct schedule_options options = {named_find(schedule_table, name), warmup, 0.05};
    return schedule_factor(&options, 99, 100);
}

Test(schedule, ends_where_it_should)
{
    cr_assert_float_eq(end_of("constant", 0.2), 1, 1e-12);
    cr_assert_float_eq(end_of("cosine", 0.2), 0.05, 1e-12);
    cr_assert_float_eq(end_of("one_cycle", 0.2), 0.05, 1e-12);
}
