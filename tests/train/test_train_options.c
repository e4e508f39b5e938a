#include "cli/cli_support.h"
#include "pictures_in_memory.h"
#include "support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

/* What is wrong in what a program asks for is said with its place, without a word of files or command lines. */

static struct fg_dataset images;

static void expect(const struct fg_training_options *options, enum fg_code code, const char *message)
{
    struct fg_error error = {0};
    struct fg_training *training = fg_training_open(options, &error);
    cr_assert_null(training, "want %s", message);
    cr_assert_eq(error.code, code, "%s", error.message);
    cr_assert_eq(strncmp(error.message, message, strlen(message)), 0, "want %s\ngot  %s", message, error.message);
}

static void expect_layers(const struct fg_layer *layers, const char *message)
{
    const struct fg_net nets[] = {{"model", layers}, {0}};
    struct fg_training_options options = pictures_options(&images);
    options.nets = nets;
    expect(&options, FG_USAGE, message);
}

Test(train_options, layers_that_are_wrong)
{
    images = pictures_in_memory();
    const struct fg_layer key[] = {{.type = "relu"}, {.type = "conv", .settings = "fliters: 8"}, {0}};
    expect_layers(key, "model.1.conv.fliters: unknown key; did you mean \"filters\"?");
    const struct fg_layer range[] = {{.type = "conv", .settings = "filters: 0"}, {0}};
    expect_layers(range, "model.0.conv.filters: ");
    const struct fg_layer type[] = {{.type = "cnov", .settings = "8"}, {0}};
    expect_layers(type, "model.0: there is no layer \"cnov\"; did you mean \"conv\"?");
    const struct fg_layer yaml[] = {{.type = "conv", .settings = "{filters: 8"}, {0}};
    expect_layers(yaml, "model.0.conv: YAML syntax: ");
    const struct fg_layer shape[] = {{.type = "reshape", .settings = "[5, 5, 1]"}, {.type = "dense"}, {0}};
    expect_layers(shape, "model.1.dense");
    const struct fg_layer volume[] = {{.type = "reshape", .settings = "[5, 5, 1]"}, {0}};
    expect_layers(volume, "model.0.reshape: ");
    const struct fg_layer last[] = {{.type = "dense", .settings = "3"}, {0}};
    expect_layers(last, "model.0.dense: the last layer gives 3, and there are 2 classes: end with `dense: 2`");
    const struct fg_layer input[] = {{.type = "dense", .settings = "2", .input = "nobody"}, {0}};
    expect_layers(input, "model.0: no layer before this one is named \"nobody\"");
    const struct fg_layer none[] = {{0}};
    expect_layers(none, "model: want a list of layers");
    expect_layers(NULL, "model: want a list of layers");
}

Test(train_options, blocks_in_blocks_without_end)
{
    images = pictures_in_memory();
    static struct fg_layer blocks[100][2];
    for (int i = 0; i < 99; i++) {
        blocks[i][0] = (struct fg_layer){.type = "residual", .block = blocks[i + 1]};
    }
    blocks[99][0].type = "relu";
    expect_layers(blocks[0], "model.0.residual");
    expect_layers(blocks[80], "model.0.residual.0.residual");
}

Test(train_options, experiments_that_are_wrong)
{
    cli_enter();
    images = pictures_in_memory();
    struct fg_training_options options = pictures_options(&images);
    options.experiment = "task: classify\ntrain: {epohcs: 3}\n";
    expect(&options, FG_USAGE, "experiment:2:9: train.epohcs: unknown key; did you mean \"epochs\"?");
    options.experiment = "task: classify\nmodel: [relu]\n";
    expect(&options, FG_USAGE, "model: the experiment has it already: want its layers there or in C");
    options.experiment = "[1, 2]";
    expect(&options, FG_USAGE, "experiment:1:1: ");
    options.experiment = "word";
    expect(&options, FG_USAGE, "experiment:1:1: ");
    options.experiment = NULL;
    expect(&options, FG_USAGE, "experiment:1:1: task: missing");
    options.experiment = pictures_experiment;
    options.path = "some.yaml";
    expect(&options, FG_USAGE, "experiment and path: want one of the two");
    options.experiment = NULL;
    expect(&options, FG_FAILED, "some.yaml: ");
    options = pictures_options(&images);
    options.nets = NULL;
    expect(&options, FG_USAGE, "experiment:1:1: model: missing");
}

Test(train_options, changes_threads_and_folders_that_are_wrong)
{
    cli_enter();
    cli_write("taken", "");
    images = pictures_in_memory();
    struct fg_training_options options = pictures_options(&images);
    static const char *const range[] = {"optimizer.lr=-1", NULL}, *const word[] = {"optimizer", NULL};
    options.changes = range;
    expect(&options, FG_USAGE, "optimizer.lr: ");
    options.changes = word;
    expect(&options, FG_USAGE, "\"optimizer\": want KEY=VALUE");
    options.changes = NULL;
    options.threads = 2000;
    expect(&options, FG_USAGE, "threads: want 1..1024 threads, or 0");
    options.threads = 1;
    options.out = "taken";
    expect(&options, FG_USAGE, "taken: exists already");
    options.out = "taken/below";
    expect(&options, FG_FAILED, "taken");
}

static void expect_images(struct fg_dataset changed, const char *message)
{
    struct fg_training_options options = pictures_options(&changed);
    expect(&options, FG_USAGE, message);
}

Test(train_options, images_that_are_wrong)
{
    const struct fg_dataset good = pictures_in_memory();
    static float values[PICTURES_COUNT * PICTURES_SIZE];
    struct fg_dataset changed = good;
    changed.width = 0;
    expect_images(changed, "images: want a height, a width and channels of at least 1, got 8x0x1");
    changed = good;
    changed.count = 0;
    expect_images(changed, "images: want at least 1 example, got none");
    changed = good;
    changed.values = values;
    expect_images(changed, "images: want pixels or values, got both");
    changed.pixels = NULL;
    values[PICTURES_SIZE + 3] = NAN;
    expect_images(changed, "images: value 3 of example 1 is no finite number");
    changed.values = NULL;
    expect_images(changed, "images: want pixels or values, got neither");
    changed = good;
    changed.classes = 1;
    expect_images(changed, "images: the label of example 1 is 1, want 0..0");
    changed.labels = NULL;
    expect_images(changed, "images: want labels of 1..256 classes, or no labels and 0 classes, got no labels and 1");
}

/* A run that is read again says where its examples came from, which a command can't have. */
Test(train_options, memory_of_a_program_on_the_command_line)
{
    cli_enter();
    cli_write("x.yaml", "name: x\ntask: classify\ndata: memory\nmodel: [{dense: 2}]\n");
    cli_refuse(2, "data.source: memory: only a program has these examples", "train x.yaml");
}
