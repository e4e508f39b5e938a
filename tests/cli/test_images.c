#include "base/file.h"
#include "cli/cli_support.h"
#include "data/picture_fixture.h"
#include "forger/image.h"
#include "forger/model.h"
#include "support.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pictures of one's own, from training to prediction. */

/* Pictures of about one color a class, of any size. */
static void write_pictures(const char *folder, int first, int count)
{
    static const char *const classes[] = {"blue, deep", "green", "red"};
    for (int class = 0; class < 3; class ++) {
        for (int i = first; i < first + count; i++) {
            char name[64];
            int colors[3] = {(i * 37) % 90, (i * 53) % 90, (i * 71) % 90};
            colors[2 - class] += 150;
            snprintf(name, sizeof name, "%s/%03d.png", classes[class], i);
            fixture_picture(folder, name, 9 + i % 5, 8 + i % 3, (uint8_t)colors[0], (uint8_t)colors[1],
                            (uint8_t)colors[2]);
        }
    }
}

static void write_reader(void)
{
    cli_write("colors.yaml", "name: colors\n"
                             "task: classify\n"
                             "data: {source: images, path: pictures, size: 6x5, grey: false}\n"
                             "validation: 0.25\n"
                             "augment: {rotate: 5}\n"
                             "model: [{dense: 3}]\n"
                             "optimizer: {lr: 0.02}\n"
                             "train: {epochs: 30, batch: 10, log_every: 1}\n");
}

static void want_in_file(const char *path, const char *part)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL), "no %s", path);
    support_contains((const char *)bytes.data, part);
    free(bytes.data);
}

Test(end_to_end_images, from_training_to_prediction)
{
    cli_enter();
    write_pictures("pictures", 0, 20);
    write_pictures("others", 30, 4);
    write_reader();
    cli_want(0, "best validation_accuracy 1.0000\noutputs/colors\n", "train colors.yaml --threads 2 --quiet");
    want_in_file("outputs/colors/run.json", "\"class_names\":\t[\"blue, deep\", \"green\", \"red\"]");
    cr_assert(cli_is_there("outputs/colors/confusion.png"));
    cli_want(0, "accuracy 1.0000", "eval colors --threads 1");
    cli_want(0, "0 of 12 wrong  (others)\n", "eval colors --data others --threads 1");
    cli_want(0, "0 of 15 wrong  (pictures; 45 of 60 were trained on: left out)", "eval colors --data pictures");
    cli_want(0, "others/red/030.png: red, ", "predict colors others/red/030.png --threads 1");
    cli_want(0, "others/red/031.png: red, ", "predict colors others --threads 1");
    want_in_file("outputs/colors/predictions.csv", "\"others/blue, deep/031.png\",\"blue, deep\",");
    want_in_file("outputs/colors/predictions.csv", "others/green/031.png,green,");
    struct fg_error error;
    struct fg_model *model = fg_model_load("colors", 1, &error);
    cr_assert(model, "%s", error.message);
    cr_assert_str_eq(fg_model_info(model).class_names[1], "green");
    fg_model_free(model);
    cr_assert_eq(rename("others/red", "others/crimson"), 0);
    cli_refuse(1, "others/crimson: is no class of the network's, which are blue, deep, green, red",
               "eval colors --data others --threads 1");
}

/* Whatever the threads, and as one training or as two. */
Test(end_to_end_images, same_bits)
{
    cli_enter();
    write_pictures("pictures", 0, 12);
    write_reader();
    cli_want(0, NULL, "train colors.yaml data.count=30 train.epochs=6 --threads 1 --quiet --out a");
    cli_want(0, NULL, "train colors.yaml data.count=30 train.epochs=6 --threads 3 --quiet --out b");
    cli_same_run("a", "b");
    cli_want(0, NULL, "train colors.yaml data.count=30 train.epochs=2 --threads 2 --quiet --out c");
    cli_want(0, NULL, "resume c train.epochs=6 --threads 1 --quiet");
    cli_same_run("a", "c");
}

/* Pictures in three colors all through. */
Test(end_to_end_images, of_a_gan)
{
    cli_enter();
    write_pictures("pictures", 0, 12);
    cli_write("painter.yaml", "name: painter\n"
                              "task: gan\n"
                              "data: {source: images, path: pictures/red, size: 8x8, grey: false}\n"
                              "latent: {size: 4}\n"
                              "generator: [{dense: 192}, {reshape: [8, 8, 3]}, tanh]\n"
                              "discriminator: [{dense: 1}]\n"
                              "optimizer: {lr: 0.02}\n"
                              "train: {epochs: 60, batch: 6}\n"
                              "sample: {grid: 2x3}\n");
    cli_want(0, "outputs/painter/samples.png", "train painter.yaml --threads 2 --quiet");
    struct fg_image image;
    cr_assert(fg_image_read(&image, "outputs/painter/samples.png", 2 * 17, 2 * 26, 3, NULL));
    long red = 0, blue = 0;
    for (int i = 0; i < image.height * image.width; i++) {
        red += image.pixels[3 * i];
        blue += image.pixels[3 * i + 2];
    }
    cr_assert_gt(red, blue + blue / 4, "%ld of red, %ld of blue", red, blue);
    fg_image_free(&image);
    cli_want(0, "one.png\n", "sample painter --grid 1x1 --out one.png --threads 1");
    cr_assert(fg_image_read(&image, "one.png", 16, 16, 3, NULL));
    fg_image_free(&image);
}

/* A class is asked for by its name. */
Test(end_to_end_images, of_a_gan_with_a_condition)
{
    cli_enter();
    write_pictures("pictures", 0, 6);
    cli_write("painter.yaml", "name: painter\n"
                              "task: gan\n"
                              "data: {source: images, path: pictures, size: 4x4, grey: false}\n"
                              "condition: class\n"
                              "latent: {size: 4}\n"
                              "generator: [{concat: label}, {dense: 48}, {reshape: [4, 4, 3]}, tanh]\n"
                              "discriminator: [flatten, {concat: label}, {dense: 1}]\n"
                              "train: {steps: 4, batch: 6}\n");
    cli_want(0, NULL, "train painter.yaml --threads 2 --quiet");
    cli_want(0, "a.png", "sample painter --class green --out a.png --threads 1");
    cli_want(0, "b.png", "sample painter --class 1 --out b.png --threads 1");
    cli_same("a.png", "b.png");
    cli_refuse(2, "--class: want a class 0..2, or its name (blue, deep, green, red), or all, got \"blue\"",
               "sample painter --class blue");
}

/* Of pictures without classes there is nothing to tell apart. */
Test(end_to_end_images, without_classes_make_no_classifier)
{
    cli_enter();
    write_pictures("pictures", 0, 3);
    write_reader();
    cli_refuse(1, "a classifier needs labels, and this data has none",
               "train colors.yaml data.path=pictures/red --dry-run --threads 1");
}
