#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "data/fixture.h"
#include "run/lock.h"
#include "run/safetensors.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Runs that another program has changed, or that another process is in. */

static void enter(void)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    cr_assert_eq(unlink("a/best.safetensors"), 0);
}

/* Write a file anew with another text in one place. */
static void change(const char *path, const char *old, const char *new)
{
    struct bytes bytes;
    char text[8192];
    cr_assert(file_read(path, &bytes, NULL));
    const char *at = strstr((const char *)bytes.data, old);
    cr_assert(at, "no %s in %s", old, path);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - (const char *)bytes.data), (const char *)bytes.data, new,
             at + strlen(old));
    cli_write(path, text);
    free(bytes.data);
}

Test(end_to_end_broken_run, sizes_in_run_json)
{
    enter();
    static const char *const lines[] = {"resume a --threads 1", "eval a --threads 1", "predict a reader.yaml"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        change("a/run.json", "\"height\":\t28", "\"height\":\t0");
        cli_refuse(1, "a/run.json: height: want an integer in 1..65535", "%s", lines[i]);
        change("a/run.json", "\"height\":\t0", "\"height\":\t28");
        change("a/run.json", "\"classes\":\t10", "\"classes\":\t3000");
        cli_refuse(1, "a/run.json: classes: want an integer in 0..256", "%s", lines[i]);
        change("a/run.json", "\"classes\":\t3000", "\"classes\":\t10");
    }
    change("a/run.json", "\"seconds\":\t", "\"seconds\":\t1e999, \"s\":\t");
    cli_refuse(1, "a/run.json: seconds: want a number in 0..1000000000000", "resume a --threads 1");
}

/* A network that can't be built for the sizes in run.json is no mistake of config.yaml's alone. */
Test(end_to_end_broken_run, sizes_that_do_not_fit)
{
    enter();
    change("a/run.json", "\"width\":\t28", "\"width\":\t1");
    change("a/config.yaml", "padding: same", "padding: 0");
    cli_refuse(2, "\nrun.json says that the images are 28x1x1", "eval a --threads 1");
}

static void spoil_checkpoint(const char *name, int64_t count, double measure)
{
    struct safetensors file;
    cr_assert(safetensors_read(&file, "a/last.safetensors", NULL));
    const struct tensor *tensor = safetensors_find(&file, name);
    cr_assert(tensor);
    if (tensor->type == TENSOR_I64) {
        *(int64_t *)tensor->data = count;
    } else {
        *(double *)tensor->data = measure;
    }
    cr_assert(safetensors_write("a/last.safetensors", file.tensors, file.count, NULL, NULL));
    safetensors_free(&file);
}

Test(end_to_end_broken_run, counters_of_a_checkpoint)
{
    enter();
    spoil_checkpoint("progress.step", -5, 0);
    cli_refuse(1, "a/last.safetensors: \"progress.step\" is -5, want 0..4000000000", "resume a --threads 1");
    spoil_checkpoint("progress.step", INT64_MAX, 0);
    cli_refuse(1, "\"progress.step\" is 9223372036854775807, want", "resume a --threads 1");
    spoil_checkpoint("progress.step", 10, 0);
    spoil_checkpoint("optimizer.model.step", -1, 0);
    cli_refuse(1, "\"optimizer.model.step\" is -1, want 0..4000000000", "resume a --threads 1");
    spoil_checkpoint("optimizer.model.step", 10, 0);
    spoil_checkpoint("progress.best", 0, NAN);
    cli_refuse(1, "\"progress.best\" is no finite number", "resume a --threads 1");
}

Test(end_to_end_broken_run, metrics_with_a_bad_line)
{
    enter();
    struct bytes bytes;
    cr_assert(file_read("a/metrics.jsonl", &bytes, NULL));
    char text[8192];
    snprintf(text, sizeof text, "one bad line\n%s{\"step\":", (const char *)bytes.data);
    cli_write("a/metrics.jsonl", text);
    const struct cli_result *result = cli_want(0, "finished", "resume a --threads 1 --quiet");
    cr_assert_str_eq(result->err, "warning: a/metrics.jsonl: 2 lines are no record of metrics: dropped\n");
    cli_write("b", (const char *)bytes.data);
    cli_same("a/metrics.jsonl", "b");
    free(bytes.data);
}

Test(end_to_end_broken_run, one_process_a_run)
{
    enter();
    struct run_folder folder;
    struct run_lock lock;
    char part[128];
    cr_assert(run_folder_open(&folder, "a", NULL));
    cr_assert(run_lock_take(&lock, &folder, NULL));
    snprintf(part, sizeof part, "a: process %ld is training this run: wait for its end, or stop it", (long)getpid());
    cli_refuse(1, part, "resume a train.epochs=2 --threads 1");
    cli_want(0, "finished", "info a");
    cli_want(0, "accuracy", "eval a --threads 1");
    run_lock_release(&lock);
    cli_want(0, "finished", "resume a --threads 1 --quiet");
    cr_assert_not(cli_is_there("a/.lock"));
}

/* Pipes that nobody writes to are waited for by no command. */
Test(end_to_end_broken_run, pipes, .timeout = 300)
{
    enter();
    cr_assert_eq(mkfifo("pipe.yaml", 0600), 0);
    cr_assert_eq(mkfifo("pipe.gz", 0600), 0);
    const char *part = " is a pipe that nobody writes to, want a file";
    cli_refuse(1, part, "train pipe.yaml");
    cli_refuse(1, part, "predict a pipe.gz --threads 1");
    cli_refuse(1, part, "eval a --data pipe.gz --threads 1");
    cli_refuse(1, part, "train reader.yaml 'data={source: kaggle, path: pipe.gz}' --threads 1");
    cr_assert_eq(unlink("a/last.safetensors"), 0);
    cr_assert_eq(mkfifo("a/last.safetensors", 0600), 0);
    cli_refuse(1, part, "resume a --threads 1");
    cli_refuse(1, part, "info a/last.safetensors");
}

Test(end_to_end_broken_run, experiment_in_a_pipe)
{
    int ends[2];
    cli_enter();
    cr_assert_eq(pipe(ends), 0);
    static const char text[] = "name: x\ntask: classify\ndata: {source: synthetic, count: 20}\nmodel: [{dense: 10}]\n"
                               "train: {batch: 10, steps: 2}\n";
    cr_assert_eq(write(ends[1], text, sizeof text - 1), sizeof text - 1);
    close(ends[1]);
    cli_want(0, "two steps", "train /dev/fd/%d --dry-run --threads 1", ends[0]);
}

/* What strangers wrote does not command the terminal. */
Test(end_to_end_broken_run, escapes_in_names)
{
    enter();
    float number = 1;
    const struct tensor tensors[] = {{.name = "\x1b[31mred", .type = TENSOR_F32, .data = &number}};
    cr_assert(safetensors_write("x.safetensors", tensors, 1, NULL, NULL));
    cli_want(0, "?[31mred", "info x.safetensors");
    change("a/run.json", "\"status\":\t\"", "\"status\":\t\"\x1b[31m");
    const struct cli_result *result = cli_want(0, "\"status\":\t\"?[31mfinished", "info a");
    cr_assert_null(strchr(result->out, '\x1b'));
}

/* Nothing of the user's is overwritten. */
Test(end_to_end_broken_run, what_stands_beside_an_output)
{
    enter();
    cli_write("x.csv.part", "mine\n");
    cli_write("mine", "mine\n");
    size_t size;
    unsigned char *images = fixture_idx(3, (uint32_t[]){5, 28, 28}, 251, &size);
    cr_assert(file_write("digits", images, size, NULL));
    free(images);
    cli_want(0, "5 rows in x.csv", "predict a digits --out x.csv --threads 1");
    cli_same("x.csv.part", "mine");
}
