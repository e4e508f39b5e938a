#include "cli/cli_support.h"
#include "cli/examples.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A run is not measured on what it was trained on. */

/* 200 digits for training in data/mnist, the same in a table, and 30 others. */
static void write_data(void)
{
    struct fg_dataset digits;
    cli_enter();
    examples_digits(&digits, 230);
    digits.count = 200;
    examples_write_idx(&digits, "data/mnist", "train");
    examples_write_csv(&digits, "same.csv", true, "\n", true);
    struct fg_dataset others = digits;
    others.pixels += (size_t)200 * 784;
    others.labels += 200;
    others.count = 30;
    examples_write_csv(&others, "others.csv", true, "\n", true);
    fg_dataset_free(&digits);
}

static void train(const char *validation)
{
    cli_write("x.yaml", "name: x\ntask: classify\ndata: {source: idx, path: mnist}\nmodel: [{dense: 10}]\n"
                        "train: {epochs: 2, batch: 10}\n");
    cli_want(0, "finished", "train x.yaml validation=%s --threads 1 --quiet --out v%s", validation, validation);
}

Test(end_to_end_eval_trained, is_left_out)
{
    write_data();
    train("50");
    struct cli_result own = *cli_want(0, "\"examples\": 50,", "eval v50 --json --threads 1");
    const char *end = strstr(own.out, "\"trained_on\": 0, \"left_out\": 0}");
    cr_assert(end, "%s", own.out);
    /* The rest of the training files are the validation examples, in any format. */
    const struct cli_result *result =
        cli_want(0, "\"trained_on\": 150, \"left_out\": 150}", "eval v50 --data mnist --json --threads 1");
    cr_assert_eq(strncmp(own.out, result->out, (size_t)(end - own.out)), 0, "%s%s", own.out, result->out);
    result = cli_want(0, "of 50 wrong  (same.csv; 150 of 200 were trained on: left out)\n",
                      "eval v50 --data same.csv --threads 1");
    cr_assert_str_empty(result->err);
    result = cli_want(0, "\"examples\": 30,", "eval v50 --data others.csv --json --threads 1");
    support_contains(result->out, "\"trained_on\": 0, \"left_out\": 0}");
    cr_assert_str_empty(result->err);
}

Test(end_to_end_eval_trained, is_said_where_nothing_else_is_there)
{
    write_data();
    train("0");
    const struct cli_result *result = cli_want(0, "\"examples\": 200,", "eval v0 --data mnist --json --threads 1");
    support_contains(result->out, "\"trained_on\": 200, \"left_out\": 0}");
    support_contains(result->err, "warning: mnist: all 200 images were trained on");
    cr_assert_eq(rename("data", "elsewhere"), 0);
    result = cli_want(0, "\"examples\": 200,", "eval v0 --data same.csv --json --threads 1");
    support_contains(result->out, "\"trained_on\": null, \"left_out\": 0}");
    support_contains(result->err, "warning: same.csv: images that the run was trained on are not left out, as its data "
                                  "can't be read: mnist: no such file or folder");
}
