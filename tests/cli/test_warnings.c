#include "cli/cli_support.h"
#include "cli/examples.h"
#include "support.h"

#include <criterion/criterion.h>

#include <string.h>

/* What training says when something looks wrong; it goes on all the same. */

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

/* The warnings of a dry run, which has to be the only one where part is not NULL, or none. */
static void expect_warning(const char *part, const char *line)
{
    const struct cli_result *result = cli_want(0, NULL, "train %s --dry-run --threads 1 --quiet", line);
    cr_assert_eq(count_warnings(result->err), part != NULL, "%s: %s", line, result->err);
    if (part) {
        support_contains(result->err, part);
    }
}

Test(end_to_end_warnings, settings_without_effect)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    expect_warning("train.patience: has no effect without `validation`", "reader.yaml validation=0 train.patience=2");
    expect_warning("train.patience: has no effect: a GAN has no validation", "painter.yaml train.patience=2");
    expect_warning(NULL, "reader.yaml train.patience=2");
}

Test(end_to_end_warnings, odd_lengths)
{
    cli_enter();
    examples_write_reader();
    expect_warning("train.batch: 1000 is more than the 500 training examples: every step takes them all",
                   "reader.yaml train.batch=1000");
    expect_warning(NULL, "reader.yaml train.batch=500");
    expect_warning("train.epochs: with 0, and train.steps too, there is nothing to train",
                   "reader.yaml train.epochs=0");
}

Test(end_to_end_warnings, last_layers)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    expect_warning("model.1.sigmoid: is the last layer and gives 0..1, and softmax_cross_entropy takes any number "
                   "(logits) and makes probabilities of them itself: leave this layer away",
                   "reader.yaml 'model=[{dense: 10}, sigmoid]'");
    expect_warning("model.1.relu: is the last layer and gives 0 and more, and binary_cross_entropy takes any number",
                   "reader.yaml 'model=[{dense: 10}, relu, flatten]' loss.type=binary_cross_entropy");
    expect_warning("discriminator.1.sigmoid: is the last layer and gives 0..1, and the objective takes any number",
                   "painter.yaml 'discriminator=[{dense: 1}, sigmoid]'");
    expect_warning("generator.1.sigmoid: is the last layer and gives 0..1, and images are -1 (black) to 1 (white): end "
                   "with `tanh`",
                   "painter.yaml 'generator=[{dense: 784}, sigmoid, {reshape: [28, 28, 1]}]'");
    expect_warning(NULL, "painter.yaml 'generator=[{dense: 784}, {reshape: [28, 28, 1]}]'");
    expect_warning(NULL, "reader.yaml 'model=[{dense: 10}, {residual: [{dense: 10}, relu]}]'");
    cli_refuse(2, "model.1: there is no layer \"softmax\": the loss contains it, so leave it away",
               "train reader.yaml 'model=[{dense: 10}, softmax]'");
}

/* A config.yaml that the program wrote spells every default out. */
Test(end_to_end_warnings, none_from_the_config_of_a_run)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    cli_want(0, NULL, "train painter.yaml train.steps=1 --threads 1 --quiet --out b");
    expect_warning(NULL, "a/config.yaml");
    expect_warning(NULL, "b/config.yaml");
}
