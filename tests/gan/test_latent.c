#include "../options.h"
#include "gan/latent.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

enum { SIZE = 50, COUNT = 400 };

static float z[COUNT * SIZE], again[COUNT * SIZE];

static void draw(const struct variant *variant, uint32_t step, uint32_t first, int count, float *into)
{
    struct latent_options options = {.size = SIZE, .prior = variant->row, .own = variant->own};
    latent_draw(&options, 5, FG_PURPOSE_LATENT, step, first, count, into);
}

/* Vectors are numbered: it doesn't matter which are drawn together. */
static void check_numbers(const struct variant *variant)
{
    draw(variant, 3, 0, COUNT, z);
    for (uint32_t n = 0; n < COUNT; n++) {
        draw(variant, 3, n, 1, again + n * SIZE);
    }
    cr_assert_eq(memcmp(z, again, sizeof z), 0, "%s", variant->text);
    draw(variant, 4, 0, COUNT, again);
    cr_assert_neq(memcmp(z, again, sizeof z), 0, "%s", variant->text);
    double sum = 0;
    for (int i = 0; i < COUNT * SIZE; i++) {
        cr_assert(isfinite(z[i]), "%s", variant->text);
        sum += (double)z[i];
    }
    cr_assert_float_eq(sum / (COUNT * SIZE), 0, 0.05, "%s", variant->text);
}

Test(latent, every_prior_is_numbered_and_centred)
{
    options_each(prior_table, check_numbers);
}

static double mean_square(const char *prior)
{
    struct latent_options options;
    struct yaml_document document;
    struct text text = {0};
    text_add(&text, "{size: %d, prior: %s}", SIZE, prior);
    options_read(&document, latent_fields, text.data, &options);
    latent_draw(&options, 5, FG_PURPOSE_LATENT, 1, 0, COUNT, z);
    double sum = 0;
    for (int i = 0; i < COUNT * SIZE; i++) {
        sum += (double)z[i] * (double)z[i];
    }
    text_free(&text);
    yaml_close(&document);
    return sum / (COUNT * SIZE);
}

Test(latent, variances)
{
    cr_assert_float_eq(mean_square("normal"), 1, 0.03);
    cr_assert_float_eq(mean_square("uniform"), 1.0 / 3, 0.01);
}
