#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"

#include <cJSON.h>
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void expect_manifest(const char *path, const char *status, int steps, int total_steps)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL), "no %s", path);
    cJSON *json = cJSON_Parse((const char *)bytes.data);
    cr_assert(json, "%s is no JSON", path);
    cr_assert_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(json, "status")), status);
    cr_assert_eq((int)cJSON_GetNumberValue(cJSON_GetObjectItem(json, "steps")), steps);
    cr_assert_eq((int)cJSON_GetNumberValue(cJSON_GetObjectItem(json, "total_steps")), total_steps);
    cJSON_Delete(json);
    free(bytes.data);
}

/* Where the learning rate does not depend on the length, longer is the same as long from the start. */
Test(end_to_end_resume, trains_longer)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    cli_want(0, "finished",
             "train reader.yaml 'optimizer.schedule={type: constant}' train.epochs=2 --threads 1 --out a");
    expect_manifest("a/run.json", "finished", 20, 20);
    cli_want(0, "finished", "resume a train.epochs=4 --threads 1 --quiet");
    expect_manifest("a/run.json", "finished", 40, 40);
    cli_want(0, "finished", "train reader.yaml 'optimizer.schedule={type: constant}' --threads 1 --quiet --out b");
    cli_same_run("b", "a");
    cli_want(0, "c/samples.png", "train painter.yaml train.steps=16 --threads 1 --quiet --out c");
    cli_want(0, "c/samples.png", "resume c train.steps=24 --threads 1 --quiet");
    cli_want(0, "d/samples.png", "train painter.yaml --threads 1 --quiet --out d");
    cli_same_run("d", "c");
}

Test(end_to_end_resume, finished_run_stays_as_it_is)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, "finished", "train painter.yaml train.steps=8 --threads 1 --quiet --out a");
    uint64_t weights = cli_fingerprint("a/last.safetensors"), samples = cli_fingerprint("a/samples"),
             metrics = cli_fingerprint("a/metrics.jsonl");
    cli_want(0, "finished\na/samples.png\n", "resume a --threads 1 --quiet");
    const struct cli_result *result = cli_run("resume a train.epochs=9 --threads 1");
    cr_assert(strstr(result->err, "all steps are done: a larger train.steps goes on"), "%s", result->err);
    cr_assert_eq(cli_fingerprint("a/last.safetensors"), weights);
    cr_assert_eq(cli_fingerprint("a/samples"), samples);
    cr_assert_eq(cli_fingerprint("a/metrics.jsonl"), metrics);
    expect_manifest("a/run.json", "finished", 8, 8);
}

/* The path of a file in a run means the run. */
Test(end_to_end_resume, takes_the_path_of_a_checkpoint)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=8 --threads 1 --quiet --out a");
    cli_want(0, "a/samples.png", "resume a/last.safetensors train.steps=9 --threads 1 --quiet");
    expect_manifest("a/run.json", "finished", 9, 9);
}

Test(end_to_end_resume, another_network_is_refused)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    const char *part = "a/last.safetensors: is of another network: \"model.4.dense.weight\" is 784x32 in the file and "
                       "784x16 in the experiment";
    cli_refuse(1, part, "resume a model.4.dense=16 --threads 1 --quiet");
    cli_refuse(1, "\"optimizer.model.velocity\"", "resume a optimizer.type=sgd --threads 1 --quiet");
    cli_refuse(1, "it has no tensor \"model.2.batchnorm.weight\"", "resume a model.2=batchnorm --threads 1 --quiet");
    cli_refuse(2, "unknown key; did you mean \"train\"?", "resume a trian.epochs=4");
}

static void expect_broken(const char *part)
{
    static const char *const lines[] = {"resume a --threads 1 --quiet", "eval a --threads 1", "info a/last.safetensors",
                                        "predict a reader.yaml --threads 1", "sample a --threads 1"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cli_refuse(1, "a/last.safetensors: ", "%s", lines[i]);
        cli_refuse(1, part, "%s", lines[i]);
    }
}

Test(end_to_end_resume, broken_checkpoint)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    cr_assert_eq(unlink("a/best.safetensors"), 0);
    cr_assert_eq(truncate("a/last.safetensors", 60000), 0);
    expect_broken("");
    cr_assert_eq(truncate("a/last.safetensors", 100), 0);
    expect_broken("");
    cr_assert_eq(truncate("a/last.safetensors", 0), 0);
    expect_broken("");
    cli_write("a/last.safetensors", "not a checkpoint at all, but some text");
    expect_broken("");
    cr_assert_eq(unlink("a/last.safetensors"), 0);
    expect_broken("cannot open: No such file or directory");
}

/* best.safetensors of another network, where last.safetensors fits. */
Test(end_to_end_resume, checkpoint_of_another_network)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    cli_want(0, NULL, "train reader.yaml train.epochs=1 model.4.dense=16 --threads 1 --quiet --out b");
    cr_assert_eq(rename("b/best.safetensors", "a/best.safetensors"), 0);
    const char *part = "a/best.safetensors: is of another network: \"average.model.4.dense.weight\" is 784x16 in the "
                       "file and 784x32 in the experiment";
    cli_refuse(1, part, "eval a --threads 1");
    cli_refuse(1, part, "predict a reader.yaml --threads 1");
}

Test(end_to_end_resume, not_a_run)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    static const char *const commands[] = {"resume", "sample", "eval", "info"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        cli_refuse(1, "nowhere: there is no such run: want the folder of a training", "%s nowhere", commands[i]);
        cli_refuse(1, "a/samples: not a run folder: there is no config.yaml in it", "%s a/samples", commands[i]);
    }
    cli_write("a/run.json", "{\"status\": ");
    cli_refuse(1, "a/run.json: ", "resume a");
    cli_refuse(1, "a/run.json: ", "eval a");
    cr_assert_eq(unlink("a/run.json"), 0);
    cli_refuse(1, "a/run.json: cannot open", "resume a");
    cli_refuse(1, "a/run.json: cannot open", "eval a");
    cr_assert_eq(unlink("a/config.yaml"), 0);
    cli_refuse(1, "a: not a run folder: there is no config.yaml in it", "resume a");
}
