#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "forger/version.h"

#include <cJSON.h>
#include <criterion/criterion.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a training leaves: the files of the design, no others, and what is in them. */

/* The entries of a folder and of its samples/ are these, in alphabetical order; ends with NULL. */
static void expect_entries(const char *folder, const char *const *names)
{
    char pattern[256];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/*", folder);
    cr_assert_eq(glob(pattern, 0, NULL, &found), 0);
    snprintf(pattern, sizeof pattern, "%s/samples/*", folder);
    glob(pattern, GLOB_APPEND, NULL, &found);
    size_t count = 0;
    for (; names[count]; count++) {
        cr_assert_lt(count, found.gl_pathc, "%s: want %s", folder, names[count]);
        cr_assert_str_eq(found.gl_pathv[count] + strlen(folder) + 1, names[count]);
    }
    cr_assert_eq(count, found.gl_pathc, "%s: %s too", folder, found.gl_pathv[count]);
    globfree(&found);
}

static cJSON *read_json(const char *path)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL), "no %s", path);
    cJSON *json = cJSON_Parse((const char *)bytes.data);
    cr_assert(cJSON_IsObject(json), "%s is no JSON", path);
    free(bytes.data);
    return json;
}

static void expect_text(const cJSON *json, const char *key, const char *text)
{
    const char *got = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, key));
    cr_assert(got && strcmp(got, text) == 0, "%s: want %s, got %s", key, text, got ? got : "nothing");
}

static void expect_number(const cJSON *json, const char *key, double number)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);
    cr_assert(cJSON_IsNumber(item) && item->valuedouble == number, "%s: want %g", key, number);
}

static void expect_manifest(const char *path, const char *status, const char *command, int steps, int total_steps)
{
    cJSON *json = read_json(path);
    expect_text(json, "status", status);
    expect_text(json, "command", command);
    expect_text(json, "version", FG_VERSION);
    expect_number(json, "steps", steps);
    expect_number(json, "total_steps", total_steps);
    expect_number(json, "height", 28);
    expect_number(json, "classes", 10);
    cr_assert(cJSON_IsObject(cJSON_GetObjectItem(json, "machine")));
    cr_assert_eq(strlen(cJSON_GetStringValue(cJSON_GetObjectItem(json, "ended"))), strlen("2026-01-31T12:00:00Z"));
    cJSON_Delete(json);
}

/* Each line is a record; steps don't fall; a key stands in so many of them. */
static void expect_records(const char *path, const char *key, int count)
{
    FILE *stream = fopen(path, "r");
    cr_assert(stream, "no %s", path);
    char line[1024];
    double newest = 0;
    while (fgets(line, sizeof line, stream)) {
        cJSON *record = cJSON_Parse(line);
        double step = cJSON_GetNumberValue(cJSON_GetObjectItem(record, "step"));
        cr_assert(step >= newest, "%s: %s", path, line);
        newest = step;
        count -= cJSON_IsNumber(cJSON_GetObjectItem(record, key));
        cJSON_Delete(record);
    }
    fclose(stream);
    cr_assert_eq(count, 0, "%s: %d records of %s are missing", path, count, key);
}

Test(end_to_end_run_folder, of_a_classifier)
{
    cli_enter();
    examples_write_reader();
    const struct cli_result *result = cli_want(0, NULL, "train reader.yaml train.epochs=2 --threads 1");
    cr_assert(strncmp(result->out, "finished\nbest validation_accuracy 0.", 36) == 0, "%s", result->out);
    cr_assert(strstr(result->out, "\noutputs/reader\n"), "%s", result->out);
    cr_assert(strstr(result->err, "epoch 1/2  loss ") && strstr(result->err, "epoch 2/2  loss "), "a line an epoch");
    expect_entries("outputs/reader",
                   (const char *[]){"best.safetensors", "config.yaml", "confusion.png", "last.safetensors",
                                    "losses.png", "metrics.jsonl", "run.json", "scores.png", NULL});
    expect_manifest("outputs/reader/run.json", "finished", "forger train reader.yaml train.epochs=2 --threads 1", 20,
                    20);
    expect_records("outputs/reader/metrics.jsonl", "loss", 20);
    expect_records("outputs/reader/metrics.jsonl", "validation_accuracy", 2);
}

Test(end_to_end_run_folder, of_a_gan)
{
    cli_enter();
    examples_write_painter();
    const struct cli_result *result = cli_want(0, NULL, "train painter.yaml --threads 1");
    cr_assert_str_eq(result->out, "finished\noutputs/painter/samples.png\n", "the last line is the picture");
    expect_entries("outputs/painter", (const char *[]){"config.yaml", "last.safetensors", "losses.png", "metrics.jsonl",
                                                       "run.json", "samples", "samples.png", "scores.png",
                                                       "samples/step-000000.png", "samples/step-000008.png",
                                                       "samples/step-000016.png", "samples/step-000024.png", NULL});
    cli_same("outputs/painter/samples.png", "outputs/painter/samples/step-000024.png");
    expect_manifest("outputs/painter/run.json", "finished", "forger train painter.yaml --threads 1", 24, 24);
    expect_records("outputs/painter/metrics.jsonl", "generator_loss", 24);
}

Test(end_to_end_run_folder, names_are_numbered)
{
    cli_enter();
    examples_write_painter();
    const char *line = "train painter.yaml train.steps=1 sample.every=0 --threads 1 --quiet";
    cli_want(0, "outputs/painter/samples.png\n", "%s", line);
    uint64_t first = cli_fingerprint("outputs/painter");
    cli_want(0, "outputs/painter-2/samples.png\n", "%s", line);
    cli_want(0, "outputs/painter-3/samples.png\n", "%s", line);
    cli_want(0, "new/deep/run/samples.png\n", "%s --out new/deep/run", line);
    cli_want(0, "outputs/other/samples.png\n", "%s name=other", line);
    cr_assert_eq(cli_fingerprint("outputs/painter"), first);
}

/* Where nothing is learnt, the first epoch stays the best. */
Test(end_to_end_run_folder, early_stopping)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, "stopped early\nbest validation_accuracy 0.",
             "train reader.yaml optimizer.lr=0 average=0 train.patience=2 train.epochs=9 --threads 1 --quiet --out a");
    expect_records("a/metrics.jsonl", "validation_accuracy", 3);
    uint64_t weights = cli_fingerprint("a/last.safetensors");
    cli_want(0, "stopped early\n", "resume a --threads 1 --quiet");
    cr_assert_eq(cli_fingerprint("a/last.safetensors"), weights);
}
