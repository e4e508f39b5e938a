#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"

#include <cJSON.h>
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    cr_assert_eq(strncmp(result->err, "step 8: all steps are done: a larger train.steps goes on\n", 57), 0, "first: %s",
                 result->err);
    cli_refuse(2, "train.steps: comes to 7 steps, and 8 are done: want more", "resume a train.steps=7 --threads 1");
    cr_assert_eq(cli_fingerprint("a/last.safetensors"), weights);
    cr_assert_eq(cli_fingerprint("a/samples"), samples);
    cr_assert_eq(cli_fingerprint("a/metrics.jsonl"), metrics);
    expect_manifest("a/run.json", "finished", 8, 8);
}

/* What was typed is kept as it can be typed again. */
Test(end_to_end_resume, a_path_with_spaces)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=2 --threads 1 --quiet --out 'my run'");
    struct bytes bytes;
    cr_assert(file_read("my run/run.json", &bytes, NULL));
    cr_assert(strstr((const char *)bytes.data, "--quiet --out 'my run'\""), "%s", (const char *)bytes.data);
    free(bytes.data);
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

static void refuse_change(const char *change, const char *part)
{
    char message[512];
    snprintf(message, sizeof message, "command line: %s; begin a new run to change it", part);
    cli_refuse(2, message, "resume a %s --threads 1 --quiet", change);
}

#define AMONG_VALIDATION                                                                                               \
    ": it decides which examples the run trains on, and training examples would get into validation"
#define OF_THESE_LAYERS "model: a run that goes on keeps it: the run's weights are of these layers"

/* What data, split, weights and the count of steps follow from. */
Test(end_to_end_resume, what_is_fixed)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    refuse_change("seed=9", "seed: a run that goes on keeps it, at 3" AMONG_VALIDATION);
    refuse_change("validation=50", "validation: a run that goes on keeps it, at 100" AMONG_VALIDATION);
    refuse_change("data.count=700", "data.count: a run that goes on keeps it, at 600" AMONG_VALIDATION);
    refuse_change("'data={source: idx, path: mnist}'",
                  "data.source: a run that goes on keeps it, at synthetic" AMONG_VALIDATION);
    refuse_change("name=b", "name: a run that goes on keeps it, at reader: the folder has it already");
    refuse_change("init=glorot", "init: a run that goes on keeps it, at he: the run's weights have started");
    refuse_change("average=0.5",
                  "average: a run that goes on keeps it, at 0.9: the run keeps its average from the start");
    refuse_change("model.4.dense=16", OF_THESE_LAYERS);
    refuse_change("model.2=batchnorm", OF_THESE_LAYERS);
    refuse_change("model.6=tanh", OF_THESE_LAYERS);
    refuse_change("optimizer.type=sgd", "optimizer.type: a run that goes on keeps it, at adam: the run's sums of "
                                        "gradients are this optimizer's");
    refuse_change("train.batch=60", "train.batch: a run that goes on keeps it, at 50: it decides what a step is, and "
                                    "steps done would count as others");
    cli_refuse(2, "unknown key; did you mean \"train\"?", "resume a trian.epochs=4");
    cli_refuse(2, "latent: belongs to `task: gan`", "resume a latent.size=4");
    /* The same value in other words is none that changes; what steps to come follow from may. */
    cli_want(0, "finished",
             "resume a seed=3 validation=1e2 model.4.dense=32 train.epochs=2 train.log_every=0 train.save_every=3 "
             "train.patience=5 optimizer.lr=0.02 optimizer.schedule.warmup=0.1 'augment={rotate: 5}' "
             "loss.label_smoothing=0.1 --threads 1 --quiet");
}

/* A run of one epoch, a, on files of 60 digits. */
static void train_on_files(void)
{
    cli_enter();
    struct fg_dataset digits;
    examples_digits(&digits, 60);
    examples_write_idx(&digits, "data/mnist", "train");
    fg_dataset_free(&digits);
    cli_write("x.yaml", "name: x\ntask: classify\ndata: {source: idx, path: mnist}\nmodel: [{dense: 10}]\n"
                        "train: {epochs: 1, batch: 10}\n");
    cli_want(0, NULL, "train x.yaml --threads 1 --quiet --out a");
}

/* Which files are read, and how many of their examples. */
Test(end_to_end_resume, what_is_fixed_of_files)
{
    train_on_files();
    refuse_change("data.path=elsewhere", "data.path: a run that goes on keeps it, at mnist" AMONG_VALIDATION
                                         " (where the same files have moved, say so in its config.yaml)");
    refuse_change("data.count=50", "data.count: a run that goes on keeps it, at 0" AMONG_VALIDATION);
    cli_want(0, "finished", "resume a train.epochs=2 --threads 1 --quiet");
}

/* An earlier version wrote into every run how many digits to draw, also where none were drawn. */
Test(end_to_end_resume, of_an_earlier_version_keeps_all_examples)
{
    train_on_files();
    cli_write("a/config.yaml", "name: x\ntask: classify\ndata:\n  source: idx\n  path: mnist\n  count: 20\n"
                               "  fresh: true\nmodel: [{dense: 10}]\ntrain: {epochs: 2, batch: 10}\n");
    cli_want(0, "finished", "resume a --threads 1 --quiet");
    expect_manifest("a/run.json", "finished", 12, 12);
}

Test(end_to_end_resume, what_is_fixed_in_a_gan)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=2 --threads 1 --quiet --out a");
    refuse_change("latent.size=9", "latent.size: a run that goes on keeps it, at 8: the run's generator has learned to "
                                   "draw from it");
    refuse_change("objective.discriminator_steps=1",
                  "objective.discriminator_steps: a run that goes on keeps it, at 2: it decides what a step is, and "
                  "steps done would count as others");
    refuse_change("optimizer.generator.type=adamw", "optimizer.generator.type: a run that goes on keeps it, at adam: "
                                                    "the run's sums of gradients are this optimizer's");
    refuse_change("generator.2=tanh", "generator: a run that goes on keeps it: the run's weights are of these layers");
    cli_want(0, "samples.png",
             "resume a train.steps=4 sample.grid=2x2 sample.every=1 optimizer.generator.lr=1e-3 optimizer.beta1=0.6 "
             "objective.label_smoothing=0 --threads 1 --quiet");
}

static void expect_broken(const char *part, const char *resume)
{
    static const char *const lines[] = {"eval a --threads 1", "info a/last.safetensors",
                                        "predict a reader.yaml --threads 1", "sample a --threads 1"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cli_refuse(1, "a/last.safetensors: ", "%s", lines[i]);
        cli_refuse(1, part, "%s", lines[i]);
    }
    cli_refuse(1, "a/last.safetensors: ", "resume a --threads 1 --quiet");
    cli_refuse(1, resume, "resume a --threads 1 --quiet");
}

Test(end_to_end_resume, broken_checkpoint)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    cr_assert_eq(unlink("a/best.safetensors"), 0);
    cr_assert_eq(truncate("a/last.safetensors", 60000), 0);
    expect_broken("", "");
    cr_assert_eq(truncate("a/last.safetensors", 100), 0);
    expect_broken("", "");
    cr_assert_eq(truncate("a/last.safetensors", 0), 0);
    expect_broken("", "");
    cli_write("a/last.safetensors", "not a checkpoint at all, but some text");
    expect_broken("", "");
    cr_assert_eq(unlink("a/last.safetensors"), 0);
    expect_broken("cannot open: No such file or directory",
                  "is not there, so there is no state to go on from: start anew with `forger train a/config.yaml`");
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
    cr_assert_not(cli_is_there("a/samples"), "a classifier draws none");
    cr_assert(directory_make("b/samples", NULL));
    static const char *const commands[] = {"resume", "sample", "eval", "info"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        cli_refuse(1, "nowhere: there is no such run: want the folder of a training", "%s nowhere", commands[i]);
        cli_refuse(1, "b/samples: not a run folder: there is no config.yaml in it", "%s b/samples", commands[i]);
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
