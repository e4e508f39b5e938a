#include "gan/objective.h"

#include <criterion/criterion.h>

#include <string.h>

/* Every row of the table: gradients against central differences, and which way each net pulls. */

enum { COUNT = 8 };

static const float real_logits[COUNT] = {0.3f, -1.7f, 4.1f, 0.0f, -36.0f, 61.0f, -88.5f, 250.0f};
static const float fake_logits[COUNT] = {-0.4f, 2.2f, 0.0f, -5.3f, 33.0f, -70.0f, 91.5f, -300.0f};
static const double smoothings[] = {0, 0.1, 0.5};

/* What an objective gives for some logits. */
struct trial {
    const struct objective_type *type;
    struct objective_options options;
    float real[COUNT], fake[COUNT];
    float dreal[COUNT], dfake[COUNT];
};

static double discriminator_loss(struct trial *trial)
{
    float scratch[COUNT];
    return trial->type->discriminator(&trial->options, trial->real, trial->fake, COUNT, trial->dreal, trial->dfake,
                                      scratch);
}

static double generator_loss(struct trial *trial)
{
    float scratch[COUNT];
    return trial->type->generator(&trial->options, trial->fake, COUNT, trial->dfake, scratch);
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
        cr_assert_float_eq((double)got, slope, 1e-5, "%s with smoothing %g: %s[%d]: %g, want %g",
                           trial->type->named.name, trial->options.label_smoothing, what, i, (double)got, slope);
    }
}

static void each_objective(void (*test)(struct trial *trial))
{
    for (int row = 0; objective_table[row]; row++) {
        for (size_t i = 0; i < sizeof smoothings / sizeof *smoothings; i++) {
            struct trial trial = {
                .type = (const struct objective_type *)objective_table[row],
                .options = {.loss = row, .label_smoothing = smoothings[i], .discriminator_steps = 1},
            };
            memcpy(trial.real, real_logits, sizeof trial.real);
            memcpy(trial.fake, fake_logits, sizeof trial.fake);
            test(&trial);
        }
    }
}

static void check_gradients(struct trial *trial)
{
    check_gradient(trial, discriminator_loss, trial->real, trial->dreal, "discriminator, real");
    check_gradient(trial, discriminator_loss, trial->fake, trial->dfake, "discriminator, fake");
    check_gradient(trial, generator_loss, trial->fake, trial->dfake, "generator, fake");
}

Test(objective, gradients)
{
    each_objective(check_gradients);
}

/* Where it can't tell them apart, a discriminator wants higher logits of real images and lower ones of fake images; a
 * generator higher ones of fake images. */
static void check_directions(struct trial *trial)
{
    memset(trial->real, 0, sizeof trial->real);
    memset(trial->fake, 0, sizeof trial->fake);
    for (int i = 0; i < COUNT; i++) {
        discriminator_loss(trial);
        cr_assert(trial->options.label_smoothing >= 0.5 || trial->dreal[i] < 0, "%s", trial->type->named.name);
        cr_assert_gt(trial->dfake[i], 0, "%s", trial->type->named.name);
        generator_loss(trial);
        cr_assert_lt(trial->dfake[i], 0, "%s", trial->type->named.name);
    }
}

Test(objective, directions)
{
    each_objective(check_directions);
}
