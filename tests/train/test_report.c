#include "train/report.h"

#include <criterion/criterion.h>

Test(rate, of_nothing_is_none)
{
    struct rate rate = {0};
    cr_assert_eq(rate_since_mark(&rate, 10, 5), 0);
    rate_mark(&rate, 10, 5);
    cr_assert_eq(rate_since_mark(&rate, 10, 5), 0);
    cr_assert_eq(rate_since_mark(&rate, 12, 9), 2);
}

/* Many steps a second: what was long ago doesn't count. */
Test(rate, of_the_last_seconds)
{
    struct rate rate = {0};
    for (int i = 0; i < 800; i++) {
        rate_mark(&rate, 1000 + 0.125 * i, 8 * (int64_t)i);
    }
    cr_assert_float_eq(rate_since_mark(&rate, 1100, 6400), 64, 1e-9);
    for (int i = 0; i < 72; i++) {
        rate_mark(&rate, 1100 + 0.125 * i, 6400 + i);
    }
    cr_assert_float_eq(rate_since_mark(&rate, 1109, 6472), 8, 1e-9);
}

Test(rate, of_slow_steps)
{
    struct rate rate = {0};
    for (int i = 0; i < 80; i++) {
        rate_mark(&rate, 1000 + i, i);
    }
    for (int i = 0; i < 20; i++) {
        rate_mark(&rate, 1080 + 10 * i, 80 + i);
    }
    cr_assert_float_eq(rate_since_mark(&rate, 1280, 100), 0.1, 1e-9);
}

Test(report, duration)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{0, "0:00"},         {7.9, "0:07"},    {3599, "59:59"},   {3600, "1:00:00"},
                 {86399, "23:59:59"}, {86400, "1d 0h"}, {399504, "4d 14h"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32];
        report_duration(cases[i].seconds, text);
        cr_assert_str_eq(text, cases[i].text);
    }
}
