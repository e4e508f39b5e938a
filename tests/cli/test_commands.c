#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "forger/image.h"
#include "support.h"

#include <cJSON.h>
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What commands make of runs, on the program's own digits. */

static void train_reader(void)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, "outputs/reader\n", "train reader.yaml train.epochs=2 --threads 1 --quiet");
}

static void train_painter(void)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, "outputs/painter/samples.png\n", "train painter.yaml train.steps=4 --threads 1 --quiet");
}

static double number_of(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    cr_assert(cJSON_IsNumber(item), "no number %s", key);
    return item->valuedouble;
}

/* The one JSON object that a command printed; the caller deletes it. */
static cJSON *json_of(const struct cli_result *result)
{
    const char *end;
    cJSON *object = cJSON_ParseWithOpts(result->out, &end, false);
    cr_assert(cJSON_IsObject(object) && strcmp(end, "\n") == 0, "want one JSON object: %s", result->out);
    return object;
}

Test(end_to_end_commands, eval_of_a_classifier)
{
    train_reader();
    struct fg_dataset digits;
    examples_digits(&digits, 200);
    examples_write_idx(&digits, "data", "train");
    digits.count = 150;
    examples_write_idx(&digits, "data", "t10k");
    digits.count = 200;
    examples_write_csv(&digits, "kaggle.csv", true, "\n", true);
    cJSON *own = json_of(cli_want(0, NULL, "eval outputs/reader --json --threads 1"));
    cr_assert_eq((int)number_of(own, "examples"), 100, "the validation examples");
    cr_assert_float_eq(number_of(own, "accuracy"), 1 - number_of(own, "errors") / 100, 1e-9);
    cr_assert_gt(number_of(own, "accuracy"), 0.4);
    cr_assert(isfinite(number_of(own, "loss")));
    cJSON_Delete(own);
    cJSON *test = json_of(cli_want(0, NULL, "eval outputs/reader --data data --json --threads 2"));
    cr_assert_eq((int)number_of(test, "examples"), 150, "t10k files where there are both");
    cJSON_Delete(test);
    cJSON *all = json_of(cli_want(0, NULL, "eval outputs/reader --data=kaggle.csv --json --threads 1"));
    cr_assert_eq((int)number_of(all, "examples"), 200);
    cJSON *train =
        json_of(cli_want(0, NULL, "eval outputs/reader --data data/train-images-idx3-ubyte --json --threads 1"));
    cr_assert(cJSON_Compare(all, train, true), "the same images in another format");
    cJSON_Delete(all);
    cJSON_Delete(train);
    cli_want(0, "wrong  (kaggle.csv)\n", "eval outputs/reader --data kaggle.csv --threads 1");
    cli_want(0, "wrong  (synthetic)\n", "eval outputs/reader --data synthetic --threads 1");
    cli_refuse(1, "nowhere: no such file or folder", "eval outputs/reader --data nowhere --threads 1");
    fg_dataset_free(&digits);
}

Test(end_to_end_commands, eval_of_a_gan)
{
    train_reader();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=2 --threads 1 --quiet");
    cJSON *object =
        json_of(cli_want(0, NULL, "eval outputs/painter --classifier outputs/reader --count 1100 --json --threads 1"));
    cr_assert_eq((int)number_of(object, "samples"), 1100);
    double confident = number_of(object, "confident"), sure = 0, read = 0;
    const cJSON *item;
    cr_assert_float_eq(cJSON_GetNumberValue(cJSON_GetObjectItem(object, "threshold")), 0.9, 1e-9);
    cr_assert_eq(cJSON_GetArraySize(cJSON_GetObjectItem(object, "confident_counts")), 10);
    cr_assert_eq(cJSON_GetArraySize(cJSON_GetObjectItem(object, "counts")), 10);
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(object, "confident_counts"))
    {
        sure += item->valuedouble;
    }
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(object, "counts"))
    {
        read += item->valuedouble;
    }
    cr_assert_eq((int)read, 1100);
    cr_assert_float_eq(confident, sure / 1100, 1e-6);
    cJSON_Delete(object);
    struct cli_result text =
        *cli_want(0, "class  sure  read as\n", "eval outputs/painter --classifier outputs/reader --count 50");
    cr_assert_str_eq(
        cli_want(0, NULL, "eval outputs/painter --classifier outputs/reader --count 50 --threads 1 --seed 4")->out,
        text.out, "the experiment's seed, on any number of threads");
    cli_refuse(2, "say which classifier judges its samples, --classifier RUN", "eval outputs/painter");
    cli_refuse(2, "outputs/painter is a GAN, want a classifier", "eval outputs/painter --classifier outputs/painter");
}

Test(end_to_end_commands, sample_pictures)
{
    train_painter();
    cli_want(0, "outputs/painter/sample-seed-4.png\n", "sample outputs/painter --threads 1");
    cli_want(0, "outputs/painter/sample-seed-4-2.png\n", "sample outputs/painter --threads 2");
    cli_same("outputs/painter/sample-seed-4.png", "outputs/painter/sample-seed-4-2.png");
    cli_want(0, "outputs/painter/sample-seed-5.png\n", "sample outputs/painter --seed 5 --threads 1");
    cli_want(0, "few.png\n", "sample outputs/painter --count 5 --grid 2x3 --out few.png --threads 1");
    struct fg_image image;
    struct fg_error error = {0};
    cr_assert(fg_image_read(&image, "few.png", 0, 0, 1, &error), "%s", error.message);
    cr_assert_geq(image.width, 3 * 28);
    cr_assert_lt(image.height, image.width);
    fg_image_free(&image);
    cli_want(0, "singles\n", "sample outputs/painter --count 3 --out singles --threads 1");
    cr_assert(cli_is_there("singles/000000.png") && cli_is_there("singles/000002.png"));
    cr_assert_not(cli_is_there("singles/000003.png"));
    cr_assert(fg_image_read(&image, "singles/000001.png", 0, 0, 1, &error), "%s", error.message);
    cr_assert(image.width == 28 && image.height == 28);
    fg_image_free(&image);
}

/* Values of a .npy of float32, with the header that NumPy documents; the caller frees bytes->data. */
static const float *read_npy(struct bytes *bytes, const char *path, const char *shape, size_t count)
{
    cr_assert(file_read(path, bytes, NULL));
    cr_assert_eq(memcmp(bytes->data, "\x93NUMPY\x01\x00", 8), 0, "%s: magic", path);
    size_t header = 10 + bytes->data[8] + 256 * (size_t)bytes->data[9];
    cr_assert(header % 64 == 0 && header < bytes->size && bytes->data[header - 1] == '\n');
    cr_assert_eq(bytes->size, header + 4 * count, "%s: size", path);
    char text[512];
    snprintf(text, sizeof text, "%.*s", (int)(header - 10), (const char *)bytes->data + 10);
    support_contains(text, "'descr': '<f4'");
    support_contains(text, "'fortran_order': False");
    support_contains(text, shape);
    return (const float *)(bytes->data + header);
}

Test(end_to_end_commands, sample_an_array)
{
    train_painter();
    cli_want(0, "a.npy\n", "sample outputs/painter --count 5 --out a.npy --threads 1");
    cli_want(0, "b.npy\n", "sample outputs/painter --count 3 --out b.npy --threads 1");
    struct bytes a, b;
    const float *five = read_npy(&a, "a.npy", "'shape': (5, 28, 28, 1", 5 * 784);
    const float *three = read_npy(&b, "b.npy", "'shape': (3, 28, 28, 1", 3 * 784);
    cr_assert_eq(memcmp(five, three, 3 * 784 * sizeof *five), 0, "fewer of a seed are the first of more");
    float low = 1, high = -1;
    for (int i = 0; i < 5 * 784; i++) {
        low = fminf(low, five[i]);
        high = fmaxf(high, five[i]);
    }
    cr_assert(low >= -1 && high <= 1 && low < high);
    free(a.data);
    free(b.data);
}

Test(end_to_end_commands, info)
{
    train_painter();
    cli_want(0, "generator.0.dense.weight ", "info outputs/painter/last.safetensors");
    cli_want(0, "F32 [8, 196]\n", "info outputs/painter/last.safetensors");
    cli_want(0, "optimizer.discriminator.step", "info outputs/painter/last.safetensors");
    cli_want(0, "\"status\":\t\"finished\"", "info outputs/painter");
    cli_want(0, "\nlatent:\n  size: 8\n  prior: normal\n", "info outputs/painter");
    cli_want(0, "\nlatent:\n  size: 8\n  prior: normal\n", "info painter.yaml");
    cli_want(0, "cores ", "info");
    cli_refuse(1, "nowhere.yaml: cannot open: No such file", "info nowhere.yaml");
    cli_refuse(1, "nowhere.safetensors: cannot open: No such file", "info nowhere.safetensors");
}

/* Commands for the other kind of run. */
Test(end_to_end_commands, wrong_task)
{
    train_reader();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=1 --threads 1 --quiet");
    cli_refuse(2, "outputs/reader: is a classifier, want a GAN", "sample outputs/reader");
    cli_refuse(2, "outputs/painter: is a GAN, want a classifier", "predict outputs/painter reader.yaml");
    cli_refuse(2, "--classifier: is for a GAN", "eval outputs/reader --classifier outputs/reader");
    cli_refuse(2, "--data: is for a classifier", "eval outputs/painter --classifier outputs/reader --data data");
    cli_refuse(2, "--grid: want rows x columns, such as 8x8, got \"8\"", "sample outputs/painter --grid 8");
    cli_refuse(2, "--count: want a whole number, 1..", "sample outputs/painter --count 0");
    cli_refuse(2, "--seed: want a whole number, 0..", "sample outputs/painter --seed=-1");
}

/* A result that cannot be written to standard output is a failure too. */
Test(cli_output, standard_output_is_full)
{
    cli_enter();
    char line[8192];
    const char *program = getenv("FORGER_PROGRAM");
    snprintf(line, sizeof line, "%s%s%s list >/dev/full 2>message", program && *program == '/' ? "" : cli_root(),
             program && *program == '/' ? "" : "/", program ? program : "build/forger");
    int status = system(line);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    struct bytes bytes;
    cr_assert(file_read("message", &bytes, NULL));
    support_contains((const char *)bytes.data, "forger: cannot write to standard output");
    free(bytes.data);
}

Test(commands, instruction_sets)
{
    cli_enter();
    setenv("FORGER_ISA", "avx9", 1);
    cli_refuse(2, "FORGER_ISA: want one of baseline, avx2, avx512 (this processor has baseline", "info");
    cli_refuse(2, ", got avx9", "train quickstart");
    setenv("FORGER_ISA", "baseline", 1);
    cli_want(0, "kernels baseline\n", "info");
    setenv("FORGER_ISA", "", 1);
    cli_want(0, "kernels ", "info");
}
