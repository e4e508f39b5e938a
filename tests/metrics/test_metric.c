#include "metrics/metric.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Measures of samples, and the table of them. */

enum { COUNT = 5, SIZE = 7 };

static void fill(float *images, unsigned seed)
{
    for (int i = 0; i < COUNT * SIZE; i++) {
        seed = seed * 1664525u + 1013904223u;
        images[i] = (float)(seed >> 16) / 32768.0f - 1.0f;
    }
}

/* Of exactly the arrays that a metric asks for: it reads nothing else. */
static double measured(const struct metric_type *type, const float *generated, const float *real)
{
    struct metric_images images = {.size = SIZE};
    const struct metric_options options = {.count = COUNT};
    if (type->needs & METRIC_GENERATED) {
        images.generated = generated;
        images.generated_count = COUNT;
    }
    if (type->needs & METRIC_REAL) {
        images.real = real;
        images.real_count = COUNT;
    }
    return type->compute(&options, &images);
}

static const struct metric_type *named_metric(const char *name)
{
    int row = named_find(metric_table, name);
    cr_assert(row >= 0, "no %s", name);
    return (const struct metric_type *)metric_table[row];
}

Test(metric, rows_are_complete)
{
    float generated[COUNT * SIZE], real[COUNT * SIZE], before[COUNT * SIZE];
    fill(generated, 1);
    fill(real, 2);
    memcpy(before, generated, sizeof before);
    for (int i = 0; metric_table[i]; i++) {
        const struct metric_type *type = (const struct metric_type *)metric_table[i];
        cr_expect(type->named.help && type->needs, "%s", type->named.name);
        cr_expect(type->named.fields && type->named.size >= sizeof(struct metric_options), "%s", type->named.name);
        double value = measured(type, generated, real);
        cr_expect(isfinite(value), "%s: %g", type->named.name, value);
        cr_expect_eq(measured(type, generated, real), value, "%s", type->named.name);
        cr_expect_arr_eq(before, generated, sizeof before, "%s", type->named.name);
    }
}

Test(metric, spread_is_the_mean_standard_deviation)
{
    float same[COUNT * SIZE], two[2 * SIZE];
    for (int i = 0; i < COUNT * SIZE; i++) {
        same[i] = (float)(i % SIZE) / SIZE;
    }
    cr_expect_float_eq(measured(&metric_spread, same, NULL), 0, 1e-7);
    for (int i = 0; i < 2 * SIZE; i++) {
        two[i] = i < SIZE ? -1.0f : 1.0f;
    }
    const struct metric_images images = {.size = SIZE, .generated = two, .generated_count = 2};
    cr_expect_float_eq(metric_spread.compute(NULL, &images), 1, 1e-12);
}

Test(metric, brightness_is_the_difference_of_means)
{
    float generated[COUNT * SIZE], real[COUNT * SIZE];
    for (int i = 0; i < COUNT * SIZE; i++) {
        generated[i] = 0.75f;
        real[i] = i % 2 ? -0.5f : 0.5f;
    }
    real[0] = 0;
    cr_expect_float_eq(measured(named_metric("brightness"), generated, real), 0.75, 1e-12);
}

/* Each looks at its own count of images, or at as many as there are. */
Test(metric, lists_give_each_its_count)
{
    float generated[COUNT * SIZE], real[COUNT * SIZE];
    struct metric_options two = {.count = 2}, many = {.count = 1000};
    const struct field_list list = {
        .count = 2,
        .items = {{.choice = named_find(metric_table, "spread"), .own = &two},
                  {.choice = named_find(metric_table, "brightness"), .own = &many}},
    };
    fill(generated, 1);
    fill(real, 2);
    cr_expect_eq(metrics_count(&list, METRIC_GENERATED, 0), 1000);
    cr_expect_eq(metrics_count(&list, METRIC_REAL, 0), 1000);
    cr_expect_eq(metrics_count(&list, METRIC_REAL, 30), 30);
    cr_expect_eq(metrics_count(&(struct field_list){0}, METRIC_GENERATED, 30), 0);
    struct metric_images images = {
        .size = SIZE, .generated = generated, .generated_count = COUNT, .real = real, .real_count = COUNT};
    struct metric metrics[2];
    cr_assert_eq(metrics_compute(&list, &images, 0, metrics), 2);
    cr_expect_str_eq(metrics[0].name, "spread");
    cr_expect_str_eq(metrics[1].name, "brightness");
    cr_expect_eq(metrics[1].value, named_metric("brightness")->compute(&many, &images));
    images.generated_count = 2;
    cr_expect_eq(metrics[0].value, metric_spread.compute(&two, &images));
    metrics_compute(&list, &images, 2, metrics);
    images.real_count = 2;
    cr_expect_eq(metrics[1].value, named_metric("brightness")->compute(&two, &images));
}
