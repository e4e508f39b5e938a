#include "base/text.h"
#include "cli/cli_support.h"
#include "cli/examples.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

/* Experiments that cannot be trained: exit status 2, FILE:LINE:COLUMN, what is wrong and what would be right, and no
 * run folder. tests/config has every kind of wrong value. */

static const char HEAD[] = "name: x\ntask: classify\ndata: {source: synthetic, count: 20}\n";

static void refuse(const char *text, const char *part)
{
    cli_write("x.yaml", text);
    cli_refuse(2, part, "train x.yaml --threads 1");
    cli_refuse(2, part, "train x.yaml --threads 1 --dry-run");
}

/* The rest of a classifier, from line 4. */
static void refuse_rest(const char *rest, const char *part)
{
    char text[2048];
    snprintf(text, sizeof text, "%s%s", HEAD, rest);
    refuse(text, part);
}

Test(cli_bad_experiment, syntax)
{
    cli_enter();
    refuse_rest("model: [dense: 10\n", "x.yaml:5:1: ");
    refuse_rest("model:\n  - dense: 10\n - relu\n", "x.yaml:6:2: ");
    refuse_rest("model:\n\t- dense: 10\n", "x.yaml:5:1: ");
    refuse_rest("model:\n  - *nothing\n", "x.yaml:5:5: ");
    refuse_rest(
        "model:\n  - 'dense\n",
        "x.yaml:6:1: YAML syntax: found unexpected end of stream while scanning a quoted scalar that begins in line 5");
    refuse_rest("model: [{dense: 10}]\nname: y\n", "x.yaml:5:1: ");
    refuse("", "x.yaml:1:1: the file is empty");
    refuse("just text\n", "x.yaml:1:1: ");
    refuse("- a list\n", "x.yaml:1:1: ");
}

Test(cli_bad_experiment, missing_keys_and_files)
{
    cli_enter();
    refuse("task: classify\ndata: {source: synthetic}\nmodel: [{dense: 10}]\n", "x.yaml:1:1: name: missing");
    refuse("name: x\ndata: {source: synthetic}\nmodel: [{dense: 10}]\n", "x.yaml:1:1: task: missing");
    refuse("name: x\ntask: classify\nmodel: [{dense: 10}]\n", "data.source: missing");
    refuse_rest("", "x.yaml:1:1: model: missing: want a list of layers");
    refuse("name: x\ntask: gan\ndata: {source: synthetic}\n", "x.yaml:1:1: generator: missing: want a list of layers");
    cli_refuse(1, "nowhere.yaml: cannot open: No such file or directory", "train nowhere.yaml");
    cli_refuse(1, ".: is a folder, want a file", "train .");
}

Test(cli_bad_experiment, wrong_types)
{
    cli_enter();
    refuse_rest("model: [{dense: ten}]\n", "x.yaml:4:17: model.0.dense.units: want a whole number, got \"ten\"");
    static const char wanted[] = "want a list of layers, one a line, each begun with `- `, such as `- dense: 10`, got ";
    refuse_rest("model: 10\n", "x.yaml:4:8: model: want a list of layers");
    char message[256];
    snprintf(message, sizeof message, "x.yaml:4:8: model: %sa mapping", wanted);
    refuse_rest("model: {dense: 10}\n", message);
    cli_refuse(2, message, "train x.yaml --print-config");
    cli_refuse(2, message, "info x.yaml");
    snprintf(message, sizeof message, "x.yaml:4:20: model.0.residual: %sa mapping", wanted);
    refuse_rest("model: [{residual: {dense: 10}}]\n", message);
    cli_refuse(2, message, "train x.yaml --print-config");
    refuse_rest("model: [{dense: 10}]\ntrain: {epochs: many}\n",
                "x.yaml:5:17: train.epochs: want a number, got \"many\"");
    refuse_rest("model: [{dense: 10}]\ntrain: [5]\n", "x.yaml:5:8: train.epochs: want a number, got a list");
    refuse_rest("model: [{dense: 10}]\nseed: [1]\n", "x.yaml:5:7: seed: want a whole number");
    refuse_rest("model: [{dense: 10}]\noptimizer: {type: sgd, nesterov: 3}\n",
                "x.yaml:5:34: optimizer.nesterov: want true or false, got ");
    refuse_rest("model: [{dense: {units: 0}}]\n", "x.yaml:4:25: model.0.dense.units: want 1..1048576, got 0");
}

Test(cli_bad_experiment, unknown_names)
{
    cli_enter();
    refuse_rest("model: [{dense: 10}]\nvalidatoin: 10\n",
                "x.yaml:5:1: validatoin: unknown key; did you mean \"validation\"? known: name, task, ");
    refuse_rest("model:\n  - conv: {filters: 3, strides: 2}\n",
                "x.yaml:5:24: model.0.conv.strides: unknown key; did you mean \"stride\"?");
    refuse_rest("model:\n  - batchnorm\n   - relu\n", "x.yaml:5:5: model.0: these lines are one layer to YAML");
    refuse_rest("model:\n  - leeky_relu\n",
                "x.yaml:5:5: model.0: there is no layer \"leeky_relu\"; did you mean \"leaky_relu\"? known: dense, ");
    refuse_rest("model: [{dense: 10}]\nobjective: {loss: hinge}\n",
                "x.yaml:5:1: objective: belongs to `task: gan`, and this is `task: classify`");
    refuse_rest("model: [{dense: 10}]\noptimizer: {generator: {lr: 1}}\n",
                "x.yaml:5:24: optimizer.generator: belongs to `task: gan`, and this is `task: classify`");
    refuse("name: x\ntask: clasify\n", "x.yaml:2:7: task: want one of classify, gan, got \"clasify\"; did you mean");
}

/* The message names both layers and their shapes. */
Test(cli_bad_experiment, shapes_that_do_not_fit)
{
    cli_enter();
    refuse_rest("model:\n  - conv: 4\n  - reshape: [7, 7, 5]\n  - dense: 10\n", "x.yaml:6:5: model.1.reshape: ");
    refuse_rest("model:\n  - conv: 4\n  - reshape: [7, 7, 5]\n  - dense: 10\n",
                "7x7x5 is 245 values, and 3136 come in (its input: 28x28x4 from model.0.conv)");
    refuse_rest("model:\n  - {dense: 8, name: a}\n  - dense: 9\n  - add: a\n  - dense: 10\n",
                "9 from model.1.dense and 8 from model.0.dense");
    refuse_rest("model:\n  - relu\n  - dense\n", "x.yaml:6:5: model.1.dense.units: missing: want a whole number");
    refuse_rest("model:\n  - dense: 9\n",
                "x.yaml:5:5: model.0.dense: the last layer gives 9, and there are 10 classes: "
                "end with `dense: 10`");
    const char *gan = "name: x\ntask: gan\ndata: {source: synthetic, count: 20}\ngenerator:\n  - dense: %s\n"
                      "  - reshape: %s\ndiscriminator:\n  - dense: %s\ntrain: {batch: 5}\n";
    char text[512];
    snprintf(text, sizeof text, gan, "729", "[27, 27, 1]", "1");
    refuse(text, "generator.1.reshape: the last layer gives 27x27x1, and the images are 28x28x1");
    snprintf(text, sizeof text, gan, "784", "[28, 28, 1]", "2");
    refuse(text, "discriminator.0.dense: the last layer gives 2, and a discriminator gives one number: end with "
                 "`dense: 1`");
}

Test(cli_bad_experiment, shapes_from_the_command_line)
{
    cli_enter();
    cli_write("x.yaml", "name: x\ntask: classify\ndata: {source: synthetic, count: 20}\nmodel:\n  - conv: 4\n"
                        "  - reshape: [14, 14, 16]\n  - conv: {filters: 3, kernel: 3}\n  - dense: 10\n");
    cli_refuse(2, "command line: model.1.reshape: 7x7x5 is 245 values", "train x.yaml 'model.1.reshape=[7, 7, 5]'");
    cli_refuse(2, "command line: model.3.dense: the last layer gives 9", "train x.yaml model.3.dense.units=9");
    cli_refuse(2, "command line: model.2.conv: ", "train x.yaml model.2.conv.kernel=30 model.2.conv.padding=0");
    cli_refuse(2, "x.yaml:6:5: model.1.reshape: 14x14x16 is 3136 values", "train x.yaml model.0.conv=3");
}

Test(cli_bad_experiment, grid_of_one_number)
{
    static const char part[] = "sample.grid: want rows and columns, such as 8x8";
    char message[128];
    cli_enter();
    examples_write_painter();
    snprintf(message, sizeof message, "command line: %s", part);
    cli_refuse(2, message, "train painter.yaml sample.grid=4");
    cli_refuse(2, message, "train painter.yaml 'sample={grid: 4}'");
    cli_write("x.yaml", "name: x\ntask: gan\ndata: {source: synthetic}\ngenerator: [dense: 1]\n"
                        "discriminator: [dense: 1]\nsample: {grid: 4}\n");
    snprintf(message, sizeof message, "x.yaml:6:16: %s", part);
    cli_refuse(2, message, "train x.yaml");
}

Test(cli_bad_experiment, batch_larger_than_the_data)
{
    cli_enter();
    cli_write("x.yaml", "name: x\ntask: gan\ndata: {source: synthetic, count: 20}\ngenerator: [{dense: 784}, "
                        "{reshape: [28, 28, 1]}]\ndiscriminator: [{dense: 1}]\ntrain: {batch: 21}\n");
    cli_refuse(2, "train.batch: want at most the 20 training examples, got 21", "train x.yaml");
}

/* More than any machine has: refused at once, before anything is taken. */
Test(cli_bad_experiment, network_too_large_for_the_memory)
{
    cli_enter();
    struct text text = {0};
    text_add(&text, "%smodel:\n", HEAD);
    for (int i = 0; i < 900; i++) {
        text_add(&text, "  - dense: 22000\n");
    }
    text_add(&text, "  - dense: 10\n");
    cli_write("x.yaml", text.data);
    text_free(&text);
    const struct cli_result *result =
        cli_refuse(1, " of memory, and this machine has ", "train x.yaml --threads 1 --quiet");
    cr_assert(strstr(result->err, "model.1.dense: needs most, 7.2 GiB; the networks, their batches and the data need "
                                  "6.3 TiB"),
              "%s", result->err);
    cr_assert(strstr(result->err, "make the layers narrower or train.batch smaller"), "%s", result->err);
    refuse_rest("model:\n  - dense: 1000000\n  - dense: 10\n",
                "x.yaml:5:5: model.0.dense: too large: 784000000 weights");
}
