#include "../golden.h"
#include "forger/random.h"
#include "optim/optimizer.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void open_optimizer(struct optimizer *optimizer, struct arena *arena, const struct optimizer_options *options,
                           size_t count)
{
    *arena = (struct arena){0};
    for (int i = 0; i < 2; i++) {
        optimizer_reserve(optimizer, options, count, arena);
        cr_assert(i == 1 || arena_reserve(arena, NULL));
    }
}

/* What an experiment has where it says nothing. */
static struct optimizer_options usual(int type)
{
    return (struct optimizer_options){.type = type, .momentum = 0.9, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
}

static void check_optimizer(const char *name, const struct safetensors *file)
{
    struct optimizer_options options = {
        .type = named_find(optimizer_table, golden_text(file, "type")),
        .lr = golden_number(file, "lr"),
        .momentum = golden_number(file, "momentum"),
        .nesterov = golden_number(file, "nesterov") != 0,
        .beta1 = golden_number(file, "beta1"),
        .beta2 = golden_number(file, "beta2"),
        .epsilon = golden_number(file, "epsilon"),
        .weight_decay = golden_number(file, "weight_decay"),
        .clip = golden_number(file, "clip"),
    };
    cr_assert_geq(options.type, 0);
    size_t count = golden_count(file, "w"), steps = golden_count(file, "norms");
    const float *dw = golden_floats(file, "dw", steps * count), *norms = golden_floats(file, "norms", steps);
    const float *expected = golden_floats(file, "expected", steps * count);
    float *w = malloc(count * sizeof *w);
    memcpy(w, golden_floats(file, "w", count), count * sizeof *w);
    struct optimizer optimizer;
    struct arena arena;
    open_optimizer(&optimizer, &arena, &options, count);
    for (size_t step = 0; step < steps; step++) {
        cr_assert(optimizer_step(&optimizer, options.lr, 1, w, dw + step * count), "%s", name);
        double norm = optimizer.norm, want = options.clip > 0 ? (double)norms[step] : 0;
        cr_assert_float_eq(norm, want, 1e-6 * want + 1e-12, "%s: norm %g, want %g", name, norm, want);
        golden_compare(name, "w", expected + step * count, w, count, 1e-5);
        cr_assert_eq(optimizer.step, (int64_t)step + 1);
    }
    arena_free(&arena);
    free(w);
}

Test(optimizer, agrees_with_pytorch)
{
    golden_each("optimizer-", check_optimizer);
}

/* f = sum of a_i (w_i - c_i)^2 / 2 with a from 0.5 to 2. */
Test(optimizer, every_row_minimises_a_quadratic)
{
    enum { COUNT = 12, STEPS = 2000 };
    for (int row = 0; optimizer_table[row]; row++) {
        struct optimizer optimizer;
        struct arena arena;
        struct optimizer_options options = usual(row);
        open_optimizer(&optimizer, &arena, &options, COUNT);
        float w[COUNT] = {0}, dw[COUNT];
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < COUNT; i++) {
                float target = (float)(i - 5) * 0.3f, curvature = 0.5f + (float)i * 0.125f;
                dw[i] = curvature * (w[i] - target);
            }
            optimizer_step(&optimizer, 0.02 * (1 - (double)step / STEPS), 1, w, dw);
        }
        for (int i = 0; i < COUNT; i++) {
            cr_assert_float_eq(w[i], (float)(i - 5) * 0.3f, 1e-3f, "%s: w[%d] is %g", optimizer_table[row]->name, i,
                               (double)w[i]);
        }
        arena_free(&arena);
    }
}

Test(optimizer, bits_are_the_same_on_any_number_of_threads)
{
    enum { COUNT = 40001 };
    static float start[COUNT], dw[COUNT], w[3][COUNT];
    struct fg_random random = fg_random_stream(1, FG_PURPOSE_SYNTHETIC, 0, 0);
    for (int i = 0; i < COUNT; i++) {
        start[i] = fg_random_normal(&random);
        dw[i] = fg_random_normal(&random);
    }
    for (int row = 0; optimizer_table[row]; row++) {
        struct optimizer_options options = usual(row);
        options.clip = 3;
        double norm[3];
        for (int threads = 1; threads <= 3; threads++) {
            struct optimizer optimizer;
            struct arena arena;
            open_optimizer(&optimizer, &arena, &options, COUNT);
            memcpy(w[threads - 1], start, sizeof start);
            for (int step = 0; step < 3; step++) {
                cr_assert(optimizer_step(&optimizer, 0.01, threads, w[threads - 1], dw));
            }
            norm[threads - 1] = optimizer.norm;
            arena_free(&arena);
        }
        cr_assert(memcmp(w[0], w[1], sizeof *w) == 0 && memcmp(w[0], w[2], sizeof *w) == 0);
        cr_assert(norm[0] == norm[1] && norm[0] == norm[2]);
        cr_assert_neq(memcmp(w[0], start, sizeof start), 0);
    }
}

Test(optimizer, what_is_no_number_is_not_hidden)
{
    for (int row = 0; optimizer_table[row]; row++) {
        struct optimizer_options options = usual(row);
        options.clip = 1;
        struct optimizer optimizer;
        struct arena arena;
        open_optimizer(&optimizer, &arena, &options, 2);
        float w[2] = {1, 1};
        const float dw[2] = {NAN, 1};
        cr_assert_not(optimizer_step(&optimizer, 0.01, 1, w, dw));
        cr_assert(isnan(optimizer.norm) && isnan(w[0]));
        arena_free(&arena);
    }
}

/* One of many weights, in each place of a vector, on the threads that do other ranges: by its gradient, or by a step
 * that is too long for a float. */
Test(optimizer, one_spoiled_weight_is_seen)
{
    enum { COUNT = 40001 };
    static float w[COUNT], dw[COUNT];
    for (int row = 0; optimizer_table[row]; row++) {
        for (int place = 20000; place < COUNT; place += 667) {
            struct optimizer_options options = usual(row);
            struct optimizer optimizer;
            struct arena arena;
            open_optimizer(&optimizer, &arena, &options, COUNT);
            memset(w, 0, sizeof w);
            memset(dw, 0, sizeof dw);
            dw[place] = place % 2 ? INFINITY : NAN;
            cr_assert_not(optimizer_step(&optimizer, 0.01, 3, w, dw), "%s", optimizer_table[row]->name);
            w[place] = 3e38f;
            dw[place] = 0;
            w[0] = -3e38f;
            arena_free(&arena);
            open_optimizer(&optimizer, &arena, &options, COUNT);
            cr_assert(optimizer_step(&optimizer, 0.01, 3, w, dw), "%s", optimizer_table[row]->name);
            dw[place] = -1;
            cr_assert_not(optimizer_step(&optimizer, 1e38, 3, w, dw), "%s", optimizer_table[row]->name);
            arena_free(&arena);
        }
    }
}

Test(optimizer, a_small_gradient_is_not_clipped)
{
    struct optimizer_options options = {.type = named_find(optimizer_table, "sgd"), .clip = 5};
    struct optimizer optimizer;
    struct arena arena;
    open_optimizer(&optimizer, &arena, &options, 2);
    float w[2] = {0, 0};
    const float small[2] = {3, 4}, large[2] = {6, 8};
    cr_assert(optimizer_step(&optimizer, 1, 1, w, small));
    cr_assert_eq(optimizer.norm, 5.0);
    cr_assert(w[0] == -3.0f && w[1] == -4.0f);
    cr_assert(optimizer_step(&optimizer, 1, 1, w, large));
    cr_assert_eq(optimizer.norm, 10.0);
    cr_assert(w[0] == -6.0f && w[1] == -8.0f);
    arena_free(&arena);
}

Test(optimizer, states_are_named)
{
    for (int row = 0; optimizer_table[row]; row++) {
        const struct optimizer_type *type = (const struct optimizer_type *)optimizer_table[row];
        cr_assert(type->named.help && type->states >= 0 && type->states <= 2);
        for (int i = 0; i < type->states; i++) {
            cr_assert(type->state_names[i], "%s", type->named.name);
        }
    }
}
