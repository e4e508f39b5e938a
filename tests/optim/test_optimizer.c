#include "../golden.h"
#include "../options.h"
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

static void check_optimizer(const char *name, const struct safetensors *file)
{
    struct optimizer_options options;
    struct yaml_document document;
    options_read(&document, optimizer_fields, golden_text(file, "optimizer"), &options);
    size_t count = golden_count(file, "w"), steps = golden_count(file, "norms");
    const float *dw = golden_floats(file, "dw", steps * count), *norms = golden_floats(file, "norms", steps);
    const float *expected = golden_floats(file, "expected", steps * count);
    float *w = malloc(count * sizeof *w);
    memcpy(w, golden_floats(file, "w", count), count * sizeof *w);
    struct optimizer optimizer;
    struct arena arena;
    open_optimizer(&optimizer, &arena, &options, count);
    for (size_t step = 0; step < steps; step++) {
        cr_assert(optimizer_step(&optimizer, options.lr.from, 1, w, dw + step * count), "%s", name);
        double norm = optimizer.norm, want = options.clip > 0 ? (double)norms[step] : 0;
        cr_assert_float_eq(norm, want, 1e-6 * want + 1e-12, "%s: norm %g, want %g", name, norm, want);
        golden_compare(name, "w", expected + step * count, w, count, 1e-5);
        cr_assert_eq(optimizer.step, (int64_t)step + 1);
    }
    arena_free(&arena);
    free(w);
    yaml_close(&document);
}

Test(optimizer, agrees_with_pytorch)
{
    golden_each("optimizer-", check_optimizer);
}

static struct optimizer_options with(const struct variant *variant, double clip)
{
    return (struct optimizer_options){.type = variant->row, .own = variant->own, .clip = clip};
}

/* f = sum of a_i (w_i - c_i)^2 / 2 with a from 0.5 to 2. */
static void check_minimises(const struct variant *variant)
{
    enum { COUNT = 12, STEPS = 2000 };
    struct optimizer optimizer;
    struct arena arena;
    struct optimizer_options options = with(variant, 0);
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
        cr_assert_float_eq(w[i], (float)(i - 5) * 0.3f, 1e-3f, "%s: w[%d] is %g", variant->text, i, (double)w[i]);
    }
    arena_free(&arena);
}

Test(optimizer, every_row_minimises_a_quadratic)
{
    options_usual(optimizer_table, check_minimises);
}

/* The first step goes against the gradient, whatever the options are. */
static void check_downhill(const struct variant *variant)
{
    struct optimizer optimizer;
    struct arena arena;
    struct optimizer_options options = with(variant, 0);
    open_optimizer(&optimizer, &arena, &options, 2);
    float w[2] = {0.5f, 0.5f};
    const float dw[2] = {3, -0.25f};
    cr_assert(optimizer_step(&optimizer, 0.01, 1, w, dw), "%s", variant->text);
    cr_assert(w[0] < 0.5f && w[1] > 0.5f, "%s: %g, %g", variant->text, (double)w[0], (double)w[1]);
    arena_free(&arena);
}

Test(optimizer, every_row_steps_downhill)
{
    options_each(optimizer_table, check_downhill);
}

enum { MANY = 40001 };

static float start[MANY], many_dw[MANY], many_w[3][MANY];

static void check_threads(const struct variant *variant)
{
    struct optimizer_options options = with(variant, 3);
    double norm[3];
    for (int threads = 1; threads <= 3; threads++) {
        struct optimizer optimizer;
        struct arena arena;
        open_optimizer(&optimizer, &arena, &options, MANY);
        memcpy(many_w[threads - 1], start, sizeof start);
        for (int step = 0; step < 3; step++) {
            cr_assert(optimizer_step(&optimizer, 0.01, threads, many_w[threads - 1], many_dw), "%s", variant->text);
        }
        norm[threads - 1] = optimizer.norm;
        arena_free(&arena);
    }
    cr_assert(memcmp(many_w[0], many_w[1], sizeof start) == 0 && memcmp(many_w[0], many_w[2], sizeof start) == 0, "%s",
              variant->text);
    cr_assert(norm[0] == norm[1] && norm[0] == norm[2]);
    cr_assert_neq(memcmp(many_w[0], start, sizeof start), 0);
}

Test(optimizer, bits_are_the_same_on_any_number_of_threads)
{
    struct fg_random random = fg_random_stream(1, FG_PURPOSE_SYNTHETIC, 0, 0);
    for (int i = 0; i < MANY; i++) {
        start[i] = fg_random_normal(&random);
        many_dw[i] = fg_random_normal(&random);
    }
    options_each(optimizer_table, check_threads);
}

/* What a checkpoint keeps is all that the next steps need. */
static void check_resume(const struct variant *variant)
{
    enum { COUNT = 5, STEPS = 6 };
    static const float dw[COUNT] = {1, -2, 0.5f, 0, 3};
    struct optimizer through, again;
    struct arena arenas[2];
    struct optimizer_options options = with(variant, 2);
    float w[2][COUNT] = {{0}};
    open_optimizer(&through, &arenas[0], &options, COUNT);
    open_optimizer(&again, &arenas[1], &options, COUNT);
    for (int step = 0; step < STEPS; step++) {
        optimizer_step(&through, 0.01, 1, w[0], dw);
        if (step == STEPS / 2) {
            again.step = through.step;
            memcpy(w[1], w[0], sizeof w[1]);
            for (int i = 0; i < through.type->states; i++) {
                memcpy(again.state[i], through.state[i], COUNT * sizeof(float));
            }
        } else if (step > STEPS / 2) {
            optimizer_step(&again, 0.01, 1, w[1], dw);
        }
    }
    cr_assert_eq(memcmp(w[0], w[1], sizeof w[0]), 0, "%s", variant->text);
    arena_free(&arenas[0]);
    arena_free(&arenas[1]);
}

Test(optimizer, every_row_goes_on_as_if_never_interrupted)
{
    options_each(optimizer_table, check_resume);
}

static void check_no_number(const struct variant *variant)
{
    struct optimizer_options options = with(variant, 1);
    struct optimizer optimizer;
    struct arena arena;
    open_optimizer(&optimizer, &arena, &options, 2);
    float w[2] = {1, 1};
    const float dw[2] = {NAN, 1};
    cr_assert_not(optimizer_step(&optimizer, 0.01, 1, w, dw), "%s", variant->text);
    cr_assert(isnan(optimizer.norm) && isnan(w[0]), "%s", variant->text);
    arena_free(&arena);
}

Test(optimizer, what_is_no_number_is_not_hidden)
{
    options_each(optimizer_table, check_no_number);
}

/* One of many weights, in each place of a vector, on the threads that do other ranges: by its gradient, or by a step
 * that is too long for a float. */
static void check_spoiled(const struct variant *variant)
{
    static float w[MANY], dw[MANY];
    for (int place = 20000; place < MANY; place += 667) {
        struct optimizer_options options = with(variant, 0);
        struct optimizer optimizer;
        struct arena arena;
        open_optimizer(&optimizer, &arena, &options, MANY);
        memset(w, 0, sizeof w);
        memset(dw, 0, sizeof dw);
        dw[place] = place % 2 ? INFINITY : NAN;
        cr_assert_not(optimizer_step(&optimizer, 0.01, 3, w, dw), "%s", variant->text);
        w[place] = 3e38f;
        dw[place] = 0;
        w[0] = -3e38f;
        arena_free(&arena);
        open_optimizer(&optimizer, &arena, &options, MANY);
        cr_assert(optimizer_step(&optimizer, 0.01, 3, w, dw), "%s", variant->text);
        dw[place] = -1;
        cr_assert_not(optimizer_step(&optimizer, 1e38, 3, w, dw), "%s", variant->text);
        arena_free(&arena);
    }
}

Test(optimizer, one_spoiled_weight_is_seen)
{
    options_usual(optimizer_table, check_spoiled);
}

Test(optimizer, a_small_gradient_is_not_clipped)
{
    struct optimizer_options options;
    struct yaml_document document;
    options_read(&document, optimizer_fields, "{type: sgd, momentum: 0, clip: 5}", &options);
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
    yaml_close(&document);
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
