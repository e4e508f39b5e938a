#include "cli/cli_support.h"
#include "cli/examples.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

/* A run on several sources. */

static void enter(void)
{
    struct fg_dataset digits;
    cli_enter();
    examples_digits(&digits, 60);
    examples_write_idx(&digits, "data/mnist", "train");
    fg_dataset_free(&digits);
    cli_write("x.yaml", "name: x\n"
                        "task: classify\n"
                        "data:\n"
                        "  source: mix\n"
                        "  parts:\n"
                        "    - idx: mnist\n"
                        "    - synthetic: {count: 50}\n"
                        "  weights: [3, 1]\n"
                        "validation: 20\n"
                        "model: [{dense: 10}]\n"
                        "train: {epochs: 4, batch: 10, log_every: 1}\n");
}

/* The drawn part is drawn anew by epoch and place, and so neither threads nor a break change anything. */
Test(end_to_end_mix, same_bits)
{
    enter();
    cli_want(0, NULL, "train x.yaml --threads 1 --quiet --out a");
    cli_want(0, NULL, "train x.yaml --threads 3 --quiet --out b");
    cli_same_run("a", "b");
    cli_want(0, NULL, "train x.yaml train.epochs=2 --threads 1 --quiet --out c");
    cli_want(0, NULL, "resume c train.epochs=4 --threads 2 --quiet");
    cli_same_run("a", "c");
    cli_refuse(2, "data.weights: a run that goes on keeps it, at [3, 1]", "resume a 'data.weights=[2, 1]'");
}

/* Of the files those are left out that were trained on: 45 of 60, and of 80 in all a quarter is for validation. */
Test(end_to_end_mix, is_measured_on_what_it_has_not_seen)
{
    enter();
    cli_want(0, NULL, "train x.yaml --threads 1 --quiet --out a");
    const struct cli_result *result = cli_want(0, "\"examples\": 20,", "eval a --json --threads 1");
    support_contains(result->out, "\"trained_on\": 0,");
    int trained_on;
    result = cli_want(0, NULL, "eval a --data mnist --json --threads 1");
    const char *found = strstr(result->out, "\"trained_on\": ");
    cr_assert(found && sscanf(found, "\"trained_on\": %d", &trained_on) == 1);
    cr_assert(trained_on > 30 && trained_on < 60, "%d", trained_on);
    cli_want(0, "\"examples\": 10000,", "eval a --data synthetic --json --threads 1");
}
