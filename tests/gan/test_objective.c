#include "../options.h"
#include "gan/objective.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

/* Every row of the table: gradients against central differences, and which way each net pulls. */

enum { COUNT = 8 };

static const float real_logits[COUNT] = {0.3f, -1.7f, 4.1f, 0.0f, -36.0f, 61.0f, -88.5f, 250.0f};
static const float fake_logits[COUNT] = {-0.4f, 2.2f, 0.0f, -5.3f, 33.0f, -70.0f, 91.5f, -300.0f};

/* What an objective gives for some logits. */
struct trial {
    const struct objective_type *type;
    const struct variant *variant;
    float real[COUNT], fake[COUNT];
    float dreal[COUNT], dfake[COUNT];
};

static double discriminator_loss(struct trial *trial)
{
    float scratch[COUNT];
    return trial->type->discriminator(trial->variant->own, trial->real, trial->fake, COUNT, trial->dreal, trial->dfake,
                                      scratch);
}

static double generator_loss(struct trial *trial)
{
    float scratch[COUNT];
    return trial->type->generator(trial->variant->own, trial->fake, COUNT, trial->dfake, scratch);
}

/* The slopes of a loss along some of the trial's logits, and the gradient that it gives, of the same place. */
static void check_gradient(struct trial *trial, double (*loss)(struct trial *), float *logits, const float *gradient,
                           const char *what)
{
    for (int i = 0; i < COUNT; i++) {
        loss(trial);
        float here = logits[i], low = here - 1e-2f, high = here + 1e-2f, got = gradient[i];
        logits[i] = high;
        double above = loss(trial);
        logits[i] = low;
        double slope = (above - loss(trial)) / ((double)high - (double)low);
        logits[i] = here;
        cr_assert_float_eq((double)got, slope, 1e-5, "%s: %s[%d]: %g, want %g", trial->variant->text, what, i,
                           (double)got, slope);
    }
}

static struct trial with(const struct variant *variant)
{
    struct trial trial = {
        .type = (const struct objective_type *)variant->table[variant->row],
        .variant = variant,
    };
    memcpy(trial.real, real_logits, sizeof trial.real);
    memcpy(trial.fake, fake_logits, sizeof trial.fake);
    return trial;
}

static void check_gradients(const struct variant *variant)
{
    struct trial trial = with(variant);
    check_gradient(&trial, discriminator_loss, trial.real, trial.dreal, "discriminator, real");
    check_gradient(&trial, discriminator_loss, trial.fake, trial.dfake, "discriminator, fake");
    check_gradient(&trial, generator_loss, trial.fake, trial.dfake, "generator, fake");
}

Test(objective, gradients)
{
    options_each(objective_table, check_gradients);
}

/* Where it can't tell them apart, and says of both that they are rather real, a discriminator wants higher logits of
 * real images and lower ones of fake images; a generator higher ones of fake images. */
static void check_directions(const struct variant *variant)
{
    struct trial trial = with(variant);
    for (int i = 0; i < COUNT; i++) {
        trial.real[i] = trial.fake[i] = 0.5f;
    }
    for (int i = 0; i < COUNT; i++) {
        discriminator_loss(&trial);
        cr_assert_lt(trial.dreal[i], 0, "%s", variant->text);
        cr_assert_gt(trial.dfake[i], 0, "%s", variant->text);
        generator_loss(&trial);
        cr_assert_lt(trial.dfake[i], 0, "%s", variant->text);
    }
}

Test(objective, directions)
{
    options_usual(objective_table, check_directions);
}

static void check_no_number(const struct variant *variant)
{
    struct trial trial = with(variant);
    trial.fake[1] = NAN;
    cr_assert(isnan(discriminator_loss(&trial)), "%s", variant->text);
    cr_assert(isnan(generator_loss(&trial)), "%s", variant->text);
}

Test(objective, report_what_is_no_number)
{
    options_each(objective_table, check_no_number);
}
