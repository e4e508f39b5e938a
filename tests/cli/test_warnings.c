#include "cli/cli_support.h"
#include "cli/examples.h"
#include "support.h"

#include <criterion/criterion.h>

#include <string.h>

/* What the GAN's training says when something looks wrong; it goes on all the same. */

static int count_warnings(const char *text)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, "warning: ")); at++) {
        count++;
    }
    return count;
}

Test(end_to_end_warnings, none_where_all_is_well)
{
    cli_enter();
    examples_write_painter();
    cr_assert_str_empty(cli_want(0, NULL, "train painter.yaml --threads 1 --quiet")->err);
}

/* Weights of 0.02 in three layers leave next to nothing of the latent vector. */
Test(end_to_end_warnings, constant_generator)
{
    cli_enter();
    examples_write_painter();
    const struct cli_result *result =
        cli_want(0, "finished",
                 "train painter.yaml init=normal 'generator=[{dense: 8}, {dense: 8}, {dense: 784}, {reshape: [28, 28, "
                 "1]}, tanh]' 'optimizer={lr: 1e-9}' --threads 1 --quiet");
    support_contains(result->err, "warning: the generator draws the same picture from every latent vector (collapse)");
    cr_assert_eq(count_warnings(result->err), 1, "once: %s", result->err);
}

Test(end_to_end_warnings, discriminator_that_tells_every_picture)
{
    cli_enter();
    examples_write_painter();
    const struct cli_result *result =
        cli_want(0, "finished",
                 "train painter.yaml 'discriminator=[{dense: 32}, relu, {dense: 1}]' 'objective={label_smoothing: 0}' "
                 "'optimizer={lr: 0.01, generator: {lr: 0}}' train.steps=60 train.log_every=5 --threads 1 --quiet");
    support_contains(result->err, "warning: the discriminator's loss is stuck at zero");
    cr_assert_eq(count_warnings(result->err), 1, "once: %s", result->err);
}
