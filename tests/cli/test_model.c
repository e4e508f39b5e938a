#include "cli/cli_support.h"
#include "cli/examples.h"
#include "forger/model.h"
#include "support.h"

#include "base/file.h"
#include "base/text.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The library's view of runs, and runs that somebody has changed. */

static void replace_in(const char *path, const char *from, const char *to)
{
    struct bytes bytes;
    struct text text = {0};
    cr_assert(file_read(path, &bytes, NULL));
    text_add_bytes(&text, (const char *)bytes.data, bytes.size);
    char *found = strstr(text.data, from);
    cr_assert(found, "no \"%s\" in %s", from, path);
    *found = '\0';
    struct text changed = {0};
    text_add(&changed, "%s%s%s", text.data, to, found + strlen(from));
    cr_assert(file_write(path, changed.data, changed.length, NULL));
    text_free(&changed);
    text_free(&text);
    free(bytes.data);
}

/* A network with other outputs than the run has classes, the weights being the run's, or another image than the run's.
 */
Test(end_to_end_model, config_of_another_run)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    replace_in("a/config.yaml", "\nloss:",
               "\n    name: a\n  - concat: a\n    name: b\n  - concat: b\n    name: c\n  - concat: c\n    name: d\n"
               "  - concat: d\n    name: e\n  - concat: e\nloss:");
    static const char wide[] = "a: the network in config.yaml gives 320, and run.json has 10 classes: want the same";
    cli_refuse(1, wide, "eval a --threads 1");
    cli_refuse(1, wide, "eval a --data synthetic --threads 1");
    cli_refuse(1, wide, "predict a reader.yaml --threads 1");
    replace_in("a/run.json", "\"classes\":\t10", "\"classes\":\t320");
    cli_refuse(1, "a", "eval a --data synthetic --threads 1");
    cli_want(0, NULL, "train painter.yaml train.steps=1 --threads 1 --quiet --out b");
    replace_in("b/config.yaml", "filters: 1, kernel: 4", "filters: 2, kernel: 4");
    cli_refuse(1, "b: the generator in config.yaml draws 28x28x2, and run.json has images of 28x28x1",
               "sample b --threads 1");
}

Test(end_to_end_model, threads_out_of_range)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    struct fg_error error = {0};
    cr_assert_null(fg_model_load("a", -1, &error));
    cr_assert_eq(error.code, FG_USAGE);
    support_contains(error.message, "a: want 1..1024 threads, or 0 for as many as the process may use, got -1");
    cr_assert_null(fg_model_load("a", 100000, &error));
    struct fg_model *model = fg_model_load("a", 0, &error);
    cr_assert(model, "%s", error.message);
    uint8_t pixels[784] = {0};
    float p[10];
    cr_assert(fg_model_classify(model, pixels, 1, p, &error), "%s", error.message);
    fg_model_free(model);
}

/* What eval says of the run's validation examples, and what the one epoch's record says. */
static void check_validation(const char *run)
{
    char path[64];
    struct bytes bytes;
    struct text text = {0};
    snprintf(path, sizeof path, "%s/metrics.jsonl", run);
    cr_assert(file_read(path, &bytes, NULL));
    text_add_bytes(&text, (const char *)bytes.data, bytes.size);
    free(bytes.data);
    const char *record = strstr(text.data, "\"validation_loss\":");
    cr_assert(record);
    double trained = strtod(strchr(record, ':') + 1, NULL);
    const char *measured = strstr(cli_want(0, NULL, "eval %s --json --threads 1", run)->out, "\"loss\":");
    cr_assert_float_eq(strtod(strchr(measured, ':') + 1, NULL), trained, 2e-6);
    text_free(&text);
}

/* Both losses, as the experiment says. */
static void check_loss(const char *options, bool binary, double smoothing)
{
    cli_want(0, NULL, "train reader.yaml 'loss=%s' train.epochs=1 --threads 1 --quiet --out %s", options,
             binary ? "binary" : "softmax");
    check_validation(binary ? "binary" : "softmax");
    struct fg_error error = {0};
    struct fg_model *model = fg_model_load(binary ? "binary" : "softmax", 1, &error);
    cr_assert(model, "%s", error.message);
    struct fg_dataset digits;
    struct fg_measure measure;
    examples_digits(&digits, 70);
    cr_assert(fg_model_measure(model, &digits, &measure, &error), "%s", error.message);
    cr_assert_eq(measure.count, 70);
    float p[70 * 10];
    cr_assert(fg_model_classify(model, digits.pixels, 70, p, &error), "%s", error.message);
    uint32_t right = 0;
    double cross_entropy = 0;
    for (int n = 0; n < 70; n++) {
        bool best = true;
        for (int c = 0; c < 10; c++) {
            double target = (c == digits.labels[n]) * (1 - smoothing) + smoothing / 10;
            cross_entropy -= target * log((double)p[n * 10 + c]) / 70;
            best &= p[n * 10 + c] <= p[n * 10 + digits.labels[n]];
        }
        right += best;
    }
    cr_assert_eq(measure.right, right);
    /* Of ten outputs each by itself the mean is well below the cross-entropy of one class. */
    cr_assert(binary ? measure.loss < 0.7 * cross_entropy : fabs(measure.loss - cross_entropy) < 1e-4,
              "%s: %g, cross-entropy %g", options, measure.loss, cross_entropy);
    digits.classes = 11;
    cr_assert_not(fg_model_measure(model, &digits, &measure, &error));
    support_contains(error.message, "the data has 11 classes, and the network 10");
    fg_dataset_free(&digits);
    fg_model_free(model);
}

Test(end_to_end_model, measures_the_loss_of_the_experiment)
{
    cli_enter();
    examples_write_reader();
    check_loss("{label_smoothing: 0.2}", false, 0.2);
    check_loss("{type: binary_cross_entropy}", true, 0);
}

/* Every command that takes a run, and the library. */
Test(end_to_end_model, found_by_its_name_under_outputs)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    cli_want(0, "outputs/reader", "train reader.yaml train.epochs=1 --threads 1 --quiet");
    cli_want(0, "outputs/painter", "train painter.yaml train.steps=1 --threads 1 --quiet");
    cli_want(0, "accuracy", "eval reader --threads 1");
    cli_want(0, "confident", "eval painter --classifier reader --count 5 --threads 1");
    cli_want(0, "outputs/painter/sample-seed-4.png", "sample painter --threads 1");
    cli_want(0, "outputs/reader\n", "info reader");
    cli_want(0, "outputs/painter/samples.png", "resume painter train.steps=2 --threads 1 --quiet");
    struct fg_error error = {0};
    struct fg_model *model = fg_model_load("reader", 1, &error);
    cr_assert(model, "%s", error.message);
    cr_assert_str_eq(fg_model_info(model).weights, "outputs/reader/best.safetensors");
    fg_model_free(model);
    /* A folder of that name that is no run is not in the way; a run is what was meant. */
    cr_assert_eq(mkdir("reader", 0777), 0);
    cli_want(0, "accuracy", "eval reader --threads 1");
    cr_assert_eq(mkdir("nothing", 0777), 0);
    cli_refuse(1, "nothing: not a run folder: there is no config.yaml in it", "eval nothing --threads 1");
    cli_refuse(1, "nowhere: there is no such run: want the folder of a training, or its name under outputs/",
               "eval nowhere --threads 1");
}
