#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "data/fixture.h"
#include "forger/image.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `predict` on pictures. */

/* Train a reader, and write some digits as digits/0.png, ... */
static void enter(struct fg_dataset *digits, int count)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, "outputs/reader\n", "train reader.yaml train.epochs=2 --threads 1 --quiet");
    examples_digits(digits, count);
    cr_assert(directory_make("digits", NULL));
    for (int i = 0; i < count; i++) {
        char path[64];
        struct fg_image image = {28, 28, 1, (uint8_t *)digits->pixels + (size_t)784 * (size_t)i};
        snprintf(path, sizeof path, "digits/%d.png", i);
        cr_assert(fg_image_write_png(&image, path, NULL));
    }
}

static void write_negative(const char *path, const struct fg_dataset *digits, int number)
{
    struct fg_image image;
    cr_assert(fg_image_init(&image, 28, 28, 1, NULL));
    for (int i = 0; i < 784; i++) {
        image.pixels[i] = 255 - digits->pixels[784 * number + i];
    }
    cr_assert(fg_image_write_png(&image, path, NULL));
    fg_image_free(&image);
}

/* The lines of a text, in order, begin with these; it has no others. */
static void expect_lines(const char *text, const char *const *begins, int count)
{
    const char *line = text;
    for (int i = 0; i < count; i++) {
        cr_assert_eq(strncmp(line, begins[i], strlen(begins[i])), 0, "line %d: want %s in:\n%s", i + 1, begins[i],
                     text);
        line = strchr(line, '\n');
        cr_assert(line++);
    }
    cr_assert_str_empty(line, "a line too many in:\n%s", text);
}

static void expect_file(const char *path, const char *const *begins, int count)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL), "no %s", path);
    expect_lines((char *)bytes.data, begins, count);
    free(bytes.data);
}

Test(end_to_end_predict_pictures, answer_to_one)
{
    struct fg_dataset digits;
    enter(&digits, 1);
    uint64_t before = cli_fingerprint(".");
    const struct cli_result *result = cli_want(0, NULL, "predict outputs/reader digits/0.png --threads 1");
    int best, second;
    float sure, then;
    cr_assert_eq(sscanf(result->out, "digits/0.png: %d, %f%% sure (then %d, %f%%)\n", &best, &sure, &second, &then), 4,
                 "%s", result->out);
    cr_assert(best >= 0 && best <= 9 && second >= 0 && second <= 9 && best != second);
    cr_assert(sure >= then && sure + then <= 100.1F);
    cr_assert_eq(cli_fingerprint("."), before, "the answer to one picture leaves no file");
    result = cli_want(0, "1 row in a.csv\n", "predict outputs/reader digits/0.png --out a.csv --threads 1");
    expect_lines(result->out, (const char *[]){"digits/0.png: ", "1 row in a.csv"}, 2);
    expect_file("a.csv", (const char *[]){"file,label,confidence", "digits/0.png,"}, 2);
    result = cli_want(0, NULL, "predict outputs/reader digits/0.png --out - --threads 1");
    expect_lines(result->out, (const char *[]){"file,label,confidence", "digits/0.png,"}, 2);
    cli_refuse(1, "nowhere.png: cannot open", "predict outputs/reader nowhere.png");
    fg_dataset_free(&digits);
}

Test(end_to_end_predict_pictures, several_inputs)
{
    struct fg_dataset digits;
    enter(&digits, 12);
    cr_assert_eq(rename("digits/3.png", "three.png"), 0);
    const struct cli_result *result = cli_want(0, NULL, "predict outputs/reader three.png digits --threads 1");
    expect_lines(result->out,
                 (const char *[]){"three.png: ", "digits/0.png: ", "digits/1.png: ", "digits/10.png: ",
                                  "digits/11.png: ", "digits/2.png: ", "digits/4.png: ", "digits/5.png: ",
                                  "digits/6.png: ", "digits/7.png: ", "... and 2 more", "12 rows in outputs/reader/"},
                 12);
    expect_file("outputs/reader/predictions.csv",
                (const char *[]){"file,label,confidence", "three.png,", "digits/0.png,", "digits/1.png,",
                                 "digits/10.png,", "digits/11.png,", "digits/2.png,", "digits/4.png,", "digits/5.png,",
                                 "digits/6.png,", "digits/7.png,", "digits/8.png,", "digits/9.png,"},
                13);
    fg_dataset_free(&digits);
}

/* The others are read all the same. */
Test(end_to_end_predict_pictures, bad_ones_among_good_ones)
{
    struct fg_dataset digits;
    enter(&digits, 2);
    cr_assert(directory_make("bad", NULL));
    cr_assert(file_write("digits/empty.png", "", 0, NULL));
    cr_assert(file_write("digits/x.gif", "GIF89a", 6, NULL));
    cr_assert(file_write("bad/wide.pgm", "P5 3 2 255\n123456", 17, NULL));
    struct cli_result result = *cli_want(1, NULL, "predict outputs/reader digits bad --out a.csv --threads 1");
    expect_file("a.csv", (const char *[]){"file,label,confidence", "digits/0.png,", "digits/1.png,"}, 3);
    expect_lines(result.out, (const char *[]){"digits/0.png: ", "digits/1.png: ", "2 rows in a.csv"}, 3);
    expect_lines(result.err,
                 (const char *[]){"warning: digits/empty.png: an empty file: want PNG, JPEG, BMP, or binary PGM or PPM",
                                  "warning: digits/x.gif: a GIF, which is not read: want PNG",
                                  "warning: bad/wide.pgm: is 3 x 2 pixels, want 28 x 28 (width x height)",
                                  "forger: 3 of 5 pictures could not be read"},
                 4);
    cli_refuse(1, "none of the 2 pictures could be read", "predict outputs/reader bad digits/x.gif");
    cli_refuse(1, "forger: bad/wide.pgm: is 3 x 2 pixels", "predict outputs/reader bad");
    fg_dataset_free(&digits);
}

Test(end_to_end_predict_pictures, dark_on_light)
{
    struct fg_dataset digits;
    enter(&digits, 2);
    write_negative("0.png", &digits, 0);
    write_negative("1.png", &digits, 1);
    struct cli_result light = *cli_want(0, NULL, "predict outputs/reader digits/0.png --threads 1");
    cr_assert_str_empty(light.err);
    struct cli_result dark = *cli_want(0, NULL, "predict outputs/reader 0.png --threads 1");
    cr_assert_str_eq(dark.out, light.out + strlen("digits/"));
    expect_lines(dark.err, (const char *[]){"0.png: dark strokes on a light ground, read with dark and light exch"}, 1);
    dark = *cli_want(0, NULL, "predict outputs/reader 0.png digits 1.png --out - --threads 1");
    expect_lines(dark.err, (const char *[]){"2 of 4 pictures: dark strokes on a light ground"}, 1);
    struct cli_result as_is = *cli_want(0, NULL, "predict outputs/reader 0.png --as-is --threads 1");
    cr_assert_str_empty(as_is.err);
    cr_assert_str_neq(as_is.out, light.out + strlen("digits/"));
    fg_dataset_free(&digits);
}

Test(end_to_end_predict_pictures, one_color)
{
    struct fg_dataset digits;
    enter(&digits, 1);
    unsigned char blank[784] = {0};
    memset(blank, 255, sizeof blank);
    struct fg_image image = {28, 28, 1, blank};
    cr_assert(fg_image_write_png(&image, "blank.png", NULL));
    struct cli_result result = *cli_want(0, "blank.png: ", "predict outputs/reader blank.png --threads 1");
    expect_lines(result.err, (const char *[]){"warning: blank.png: has one color only: there is nothing to read in it"},
                 1);
    blank[783] = 254;
    cr_assert(fg_image_write_png(&image, "blank.png", NULL));
    result = *cli_want(0, "blank.png: ", "predict outputs/reader blank.png --as-is --threads 1");
    cr_assert_str_empty(result.err);
    fg_dataset_free(&digits);
}

/* By their first bytes; those of a pipe can be read only once. */
Test(end_to_end_predict_pictures, without_an_ending)
{
    struct fg_dataset digits;
    enter(&digits, 2);
    cr_assert_eq(rename("digits/0.png", "zero") + rename("digits/1.png", "one.dat"), 0);
    cli_write("page", "%PDF-1.7");
    const struct cli_result *result = cli_want(0, NULL, "predict outputs/reader zero one.dat --threads 1");
    expect_lines(result->out, (const char *[]){"zero: ", "one.dat: ", "2 rows in outputs/reader/predictions.csv"}, 3);
    cli_want(0, "zero: ", "predict outputs/reader zero --threads 1");
    cli_refuse(1, "page: a PDF, which is not read: want PNG", "predict outputs/reader page");
    cli_refuse(1, "zero: is a PNG, want a data set (IDX", "eval outputs/reader --data zero");
    fg_dataset_free(&digits);
}

Test(end_to_end_predict_pictures, names_in_the_table)
{
    struct fg_dataset digits;
    enter(&digits, 3);
    cr_assert_eq(rename("digits/0.png", "digits/a,b.png"), 0);
    cr_assert_eq(rename("digits/1.png", "digits/say \"b\".png"), 0);
    cr_assert_eq(rename("digits/2.png", "digits/two\nlines.png"), 0);
    struct cli_result result = *cli_want(0, NULL, "predict outputs/reader digits --out - --threads 1");
    expect_lines(result.out,
                 (const char *[]){"file,label,confidence", "\"digits/a,b.png\",", "\"digits/say \"\"b\"\".png\",",
                                  "\"digits/two", "lines.png\","},
                 5);
    cr_assert_eq(rename("digits/a,b.png", "digits/a\033[31m.png"), 0);
    result = *cli_want(0, NULL, "predict outputs/reader digits --out a.csv --threads 1");
    cr_assert(strstr(result.out, "digits/a?[31m.png: "), "%s", result.out);
    fg_dataset_free(&digits);
}

static void write_two_channels(uint32_t count)
{
    size_t size;
    unsigned char *images = fixture_idx(4, (uint32_t[]){count, 8, 8, 2}, 251, &size);
    cr_assert(file_write("train-images-idx3-ubyte", images, size, NULL));
    free(images);
    unsigned char *labels = fixture_idx(1, (uint32_t[]){count}, 2, &size);
    cr_assert(file_write("train-labels-idx1-ubyte", labels, size, NULL));
    free(labels);
}

/* Two channels are no picture: to read them takes an IDX file, and a GAN's are shown beside each other. */
Test(end_to_end_predict_pictures, two_channels)
{
    cli_enter();
    write_two_channels(32);
    cli_write("reader.yaml", "name: reader\ntask: classify\ndata: {source: idx, path: .}\nmodel: [{dense: 2}]\n"
                             "train: {epochs: 1, batch: 8}\n");
    cli_want(0, NULL, "train reader.yaml --threads 1 --quiet");
    cli_want(0, "32 rows in", "predict outputs/reader train-images-idx3-ubyte --threads 1");
    cli_refuse(1, "x.png: a picture has 1 channel or 3, and the network reads 2: want an IDX file",
               "predict outputs/reader x.png");
    cli_write("painter.yaml", "name: painter\ntask: gan\ndata: {source: idx, path: .}\nlatent: {size: 4}\n"
                              "generator: [{dense: 128}, tanh, {reshape: [8, 8, 2]}]\ndiscriminator: [{dense: 1}]\n"
                              "train: {epochs: 1, batch: 8}\nsample: {grid: 3x2}\n");
    cli_want(0, "finished\noutputs/painter/samples.png\n", "train painter.yaml --threads 1 --quiet");
    cli_want(0, "x.png\n", "sample outputs/painter --grid 3x2 --out x.png --threads 1");
    struct fg_image image;
    cr_assert(fg_image_read(&image, "outputs/painter/samples.png", 2 * (3 * 9 - 1), 2 * (2 * 2 * 9 - 1), 1, NULL));
    fg_image_free(&image);
    cli_want(0, "singles\n", "sample outputs/painter --count 2 --out singles --threads 1");
    cr_assert(fg_image_read(&image, "singles/000001.png", 8, 17, 1, NULL));
    fg_image_free(&image);
}
