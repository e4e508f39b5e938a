#include "cli/cli_support.h"
#include "cli/examples.h"
#include "forger/model.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* GANs whose nets are told the class. */

static const char conditional[] = "name: conditional\n"
                                  "task: gan\n"
                                  "seed: 6\n"
                                  "data: {source: synthetic, count: 320}\n"
                                  "latent: {size: 4}\n"
                                  "condition: class\n"
                                  "generator:\n"
                                  "  - concat: label\n"
                                  "  - dense: 49\n"
                                  "  - reshape: [7, 7, 1]\n"
                                  "  - batchnorm\n"
                                  "  - relu\n"
                                  "  - conv_transpose: {filters: 1, kernel: 4, stride: 4}\n"
                                  "  - tanh\n"
                                  "discriminator:\n"
                                  "  - conv: {filters: 2, kernel: 4, stride: 4}\n"
                                  "  - leaky_relu: 0.2\n"
                                  "  - dense: 8\n"
                                  "  - concat: label\n"
                                  "  - dense: 1\n"
                                  "objective: {discriminator_steps: 2}\n"
                                  "average: 0.9\n"
                                  "train: {steps: 12, batch: 16, log_every: 1, save_every: 6}\n"
                                  "sample: {every: 4, grid: 10x3}\n";

enum { PIXELS = 784, CLASSES = 10, COLUMNS = 3, IMAGES = CLASSES * COLUMNS };

static void enter(void)
{
    cli_enter();
    cli_write("conditional.yaml", conditional);
}

Test(end_to_end_condition, same_bits_on_threads_and_after_a_resume)
{
    static const char *const ways[] = {"", "objective.joint_batches=true"};
    for (int i = 0; i < 2; i++) {
        enter();
        cli_want(0, "finished", "train conditional.yaml %s --quiet --threads 1 --out one", ways[i]);
        cli_want(0, "finished", "train conditional.yaml %s --quiet --threads 3 --out three", ways[i]);
        cli_same_run("one", "three");
        cli_want(0, "finished", "train conditional.yaml %s train.steps=5 --quiet --threads 2 --out part", ways[i]);
        cli_want(0, "finished", "resume part train.steps=12 --quiet --threads 1");
        cli_same("one/last.safetensors", "part/last.safetensors");
        cli_same("one/samples.png", "part/samples.png");
    }
}

static struct fg_model *load(const char *run)
{
    struct fg_error error = {0};
    struct fg_model *model = fg_model_load(run, 1, &error);
    cr_assert(model, "%s", error.message);
    return model;
}

static void draw(struct fg_model *model, const uint8_t *labels, const float *latent, float *images)
{
    struct fg_error error = {0};
    const struct fg_generation what = {.seed = 6, .count = IMAGES, .labels = labels, .latent = latent};
    cr_assert(fg_model_generate(model, &what, images, &error), "%s", error.message);
}

/* One image for a latent vector and a class; the other classes' are others. */
Test(end_to_end_condition, a_class_is_drawn_as_asked)
{
    static float first[IMAGES * PIXELS], second[IMAGES * PIXELS];
    float latent[IMAGES * 4];
    uint8_t labels[IMAGES];
    enter();
    cli_want(0, NULL, "train conditional.yaml --quiet --threads 1 --out run");
    struct fg_model *model = load("run");
    struct fg_model_info info = fg_model_info(model);
    cr_assert(info.draws && !info.reads && info.classes == CLASSES && info.latent == 4);
    for (int i = 0; i < IMAGES * 4; i++) {
        latent[i] = (float)(i % 4) - 1.5f;
    }
    for (int i = 0; i < IMAGES; i++) {
        labels[i] = (uint8_t)(i / COLUMNS);
    }
    draw(model, labels, latent, first);
    for (int i = 0; i < IMAGES; i++) {
        const float *one = first + (size_t)i * PIXELS, *row = first + (size_t)(i / COLUMNS * COLUMNS) * PIXELS;
        cr_assert_eq(memcmp(one, row, PIXELS * sizeof *one), 0, "image %d", i);
        cr_assert(i < COLUMNS || memcmp(one, one - COLUMNS * PIXELS, PIXELS * sizeof *one) != 0, "image %d", i);
    }
    memset(labels, 7, sizeof labels);
    draw(model, labels, latent, second);
    cr_assert_eq(memcmp(second, first + (size_t)(7 * COLUMNS) * PIXELS, PIXELS * sizeof *first), 0);
    draw(model, NULL, NULL, first);
    draw(model, NULL, NULL, second);
    cr_assert_eq(memcmp(first, second, sizeof first), 0);
    fg_model_free(model);
}

/* The picture of a training, a class a row, is the one that `sample` draws. */
Test(end_to_end_condition, samples_show_a_class_a_row)
{
    enter();
    cli_want(0, NULL, "train conditional.yaml --quiet --threads 1 --out run");
    cli_want(0, "all.png", "sample run --grid 10x3 --threads 1 --out all.png");
    cli_same("all.png", "run/samples.png");
    cli_want(0, "same.png", "sample run --class all --count 30 --threads 1 --out same.png");
    cli_same("all.png", "same.png");
    cli_want(0, "run/sample-seed-6-class-4.png", "sample run --class 4 --threads 1");
    cli_want(0, "run/sample-seed-6.png", "sample run --threads 1");
    cli_other("run/sample-seed-6-class-4.png", "run/sample-seed-6.png");
}

Test(end_to_end_condition, eval_says_how_many_are_read_as_asked)
{
    enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --quiet --threads 1 --out reader");
    cli_want(0, NULL, "train conditional.yaml --quiet --threads 1 --out run");
    cli_want(0, "\nas asked  0.", "eval run --classifier reader --count 1200 --threads 1");
    cli_want(0, "{\"samples\": 1200, \"as_asked\": 0.", "eval run --classifier reader --count 1200 --json --threads 1");
}

Test(end_to_end_condition, what_cannot_be_asked)
{
    enter();
    examples_write_painter();
    examples_write_reader();
    cli_want(0, NULL, "train conditional.yaml train.steps=1 --quiet --threads 1 --out run");
    cli_refuse(2, "--class: want a class 0..9, or all, got \"10\"", "sample run --class 10");
    cli_refuse(2, "--class: want a class 0..9, or all, got \"seven\"", "sample run --class seven");
    cli_want(0, NULL, "train painter.yaml train.steps=1 --quiet --threads 1 --out painter");
    cli_refuse(2, "--class: painter draws no class that is asked for: it was trained without `condition: class`",
               "sample painter --class 1");
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --quiet --threads 1 --out reader");
    cli_refuse(2, "reader: is a classifier, want a GAN", "sample reader --class 1");
    cli_refuse(2, "condition: a run that goes on keeps it, at class", "resume run condition=none train.steps=2");
    struct fg_error error = {0};
    uint8_t label = 10;
    float image[PIXELS];
    struct fg_model *model = load("run");
    cr_assert_not(fg_model_generate(model, &(struct fg_generation){.count = 1, .labels = &label}, image, &error));
    cr_assert_eq(error.code, FG_USAGE);
    support_contains(error.message, "run: want a class 0..9, got 10");
    fg_model_free(model);
    model = load("painter");
    cr_assert_not(fg_model_generate(model, &(struct fg_generation){.count = 1, .labels = &label}, image, &error));
    support_contains(error.message, "painter: draws no class that is asked for");
    fg_model_free(model);
}

Test(end_to_end_condition, nets_that_are_not_told)
{
    enter();
    cli_refuse(2,
               "conditional.yaml:8:5: generator.0.concat: no layer before this one is named \"label\", and the network "
               "is not given it: want `condition: class`",
               "train conditional.yaml condition=none --dry-run");
    cli_refuse(2, "condition: want one of none, class, got \"digit\"", "train conditional.yaml condition=digit");
    support_contains(cli_want(0, NULL, "train conditional.yaml generator.0=relu --threads 1 --dry-run")->err,
                     "generator: no layer reads `label`: `condition: class` has no effect on it");
}
