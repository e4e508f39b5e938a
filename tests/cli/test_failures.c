#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "full_disk.h"
#include "run/safetensors.h"
#include "support.h"

#include <criterion/criterion.h>

#include <glob.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* What goes wrong while something is written, and trainings that diverge: nothing half-written, nothing overwritten,
 * the last good weights kept. */

Test(end_to_end_failures, out_that_exists)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=2 --threads 1 --quiet --out a");
    const char *part =
        "a: exists already, and nothing is overwritten: say another folder, remove this one, or say none, "
        "for a new one under outputs/";
    cli_refuse(2, part, "train painter.yaml --threads 1 --quiet --out a");
    cli_refuse(2, "painter.yaml: exists already", "train painter.yaml --threads 1 --quiet --out painter.yaml");
    cli_refuse(2, "a: exists, and nothing is overwritten", "sample a --threads 1 --out a");
    cli_refuse(2, "a/samples.png: exists, and nothing is overwritten", "sample a --threads 1 --out a/samples.png");
    cli_refuse(2, "out: want the path of a new folder, got an empty one", "train painter.yaml --quiet --out=");
    cli_refuse(2, "--out: want a path, got an empty one", "sample a --out=");
}

Test(end_to_end_failures, samples_that_do_not_fit)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=2 --threads 1 --quiet --out a");
    cli_refuse(2, "--count: want at most the 6 pictures of the grid 2x3, got 10",
               "sample a --threads 1 --grid 2x3 --count 10 --out x.png");
    cli_refuse(2, "x.jpg: want a .png, a .npy, or the path of a folder", "sample a --threads 1 --out x.jpg");
    cli_write("notes.txt", "a file");
    cli_refuse(2, "notes.txt: want a run's folder, a .safetensors or a .yaml", "info notes.txt");
}

/* As root, permissions stop nobody; a file where a folder should be does. */
Test(end_to_end_failures, output_that_cannot_be_written)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=2 --threads 1 --quiet --out a");
    cli_write("file", "");
    cli_refuse(1, "file", "train painter.yaml --threads 1 --quiet --out file/run");
    cli_refuse(1, "/proc/nothing", "train painter.yaml --threads 1 --quiet --out /proc/nothing/run");
    cli_refuse(1, "file/grid.png: cannot write: Not a directory", "sample a --threads 1 --out file/grid.png");
    cli_refuse(1, "file/array.npy: cannot write: Not a directory", "sample a --threads 1 --out file/array.npy");
    cli_refuse(1, "file: is a file, want a folder", "sample a --threads 1 --out file/folder");
    cli_write("outputs", "a file");
    cli_refuse(1, "outputs: is a file, want a folder", "train painter.yaml --threads 1 --quiet");
}

Test(end_to_end_failures, disk_full_from_the_start)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=2 --threads 1 --quiet --out a");
    full_disk(1024);
    cli_refuse(1, "outputs/painter/last.safetensors", "train painter.yaml --threads 1 --quiet");
    cli_refuse(1, "File too large", "train painter.yaml --threads 1 --quiet --out new/run");
    cli_refuse(1, "grid.png: cannot write", "sample a --threads 1 --out grid.png");
    cli_refuse(1, "array.npy: cannot write", "sample a --threads 1 --out array.npy");
    full_disk(10);
    cli_run("sample a --threads 1 --out folder");
    cr_assert_not(cli_is_there("folder"), "a folder without its pictures is left");
}

/* The disk fills while a run is under way. Its last checkpoint stays, and it goes on from there when there is room. */
static bool fill_disk_during(const char *run)
{
    char metrics[64];
    struct rlimit limit = {20000, RLIM_INFINITY};
    snprintf(metrics, sizeof metrics, "%s/metrics.jsonl", run);
    pid_t process = cli_start("train painter.yaml train.steps=120 train.log_every=5 --threads 1 --quiet --out %s", run);
    if (cli_wait_for_lines(process, metrics, 1)) {
        cr_assert_eq(prlimit(process, RLIMIT_FSIZE, &limit, NULL), 0);
    }
    const struct cli_result *result = cli_wait(process);
    if (result->status == 0) {
        return false;
    }
    cr_assert_eq(result->status, 1, "%s", result->err);
    support_contains(result->err, "last.safetensors: cannot write: File too large");
    support_contains(result->err, " is whole; once this is mended, go on with `forger resume ");
    return true;
}

Test(end_to_end_failures, disk_full_during_training)
{
    enum { ATTEMPTS = 20 };
    cli_enter();
    signal(SIGXFSZ, SIG_IGN);
    examples_write_painter();
    cli_want(0, NULL, "train painter.yaml train.steps=120 train.log_every=5 --threads 1 --quiet --out whole");
    char run[32];
    int attempt = 0;
    do {
        cr_assert(attempt < ATTEMPTS, "the disk was never full in time");
        snprintf(run, sizeof run, "full-%d", ++attempt);
    } while (!fill_disk_during(run));
    char part[64];
    glob_t left;
    snprintf(part, sizeof part, "%s/.*.part", run);
    cr_assert_eq(glob(part, 0, NULL, &left), GLOB_NOMATCH);
    cli_want(0, "\"status\":\t\"failed\"", "info %s", run);
    cli_want(0, NULL, "sample %s --threads 1 --out grid.png", run);
    cli_want(0, "finished", "resume %s --threads 1 --quiet", run);
    cli_same_run("whole", run);
}

/* Every number of a checkpoint is finite. */
static void expect_finite(const char *path)
{
    struct safetensors file;
    struct fg_error error = {0};
    cr_assert(safetensors_read(&file, path, &error), "%s", error.message);
    for (int i = 0; i < file.count; i++) {
        const struct tensor *tensor = &file.tensors[i];
        const float *values = tensor->data;
        for (size_t k = 0; tensor->type == TENSOR_F32 && k < tensor_bytes(tensor) / sizeof *values; k++) {
            cr_assert(isfinite(values[k]), "%s: %s[%zu] is %g", path, tensor->name, k, (double)values[k]);
        }
    }
    safetensors_free(&file);
}

Test(end_to_end_failures, diverging_classifier)
{
    cli_enter();
    examples_write_reader();
    const char *changes = "'optimizer={type: sgd, lr: 1000}' --threads 1";
    const struct cli_result *result = cli_want(3,
                                               " is no longer finite, the training has diverged: lower "
                                               "optimizer.lr (it was 1000); the last good weights are in "
                                               "a/last.safetensors",
                                               "train reader.yaml %s --quiet --out a", changes);
    cr_assert_str_empty(result->out);
    expect_finite("a/last.safetensors");
    cli_want(0, "\"status\":\t\"diverged\"", "info a");
    cli_want(0, NULL, "eval a --threads 1");
}

/* An update can spoil the weights after a loss that was still finite: at an epoch's end, before they are kept. */
Test(end_to_end_failures, weights_that_diverge_at_the_end_of_an_epoch)
{
    cli_enter();
    cli_write("x.yaml", "name: x\n"
                        "task: classify\n"
                        "data: {source: synthetic, count: 220}\n"
                        "validation: 20\n"
                        "model: [{dense: 64}, {dense: 64}, {dense: 64}, {dense: 64}, {dense: 64}, {dense: 10}]\n"
                        "optimizer: {type: sgd, lr: 1000, momentum: 0}\n"
                        "train: {epochs: 3, batch: 100, save_every: 100}\n");
    for (int count = 1; count <= 3; count++) {
        cli_want(3, "diverged", "train x.yaml data.count=%d --threads 1 --quiet --out run-%d", 20 + 100 * count, count);
        char path[64];
        snprintf(path, sizeof path, "run-%d/last.safetensors", count);
        expect_finite(path);
        snprintf(path, sizeof path, "run-%d/best.safetensors", count);
        if (cli_is_there(path)) {
            expect_finite(path);
        }
    }
}

Test(end_to_end_failures, diverging_gan)
{
    cli_enter();
    examples_write_painter();
    const char *changes = "'optimizer={type: sgd, lr: 1000}' discriminator.4=relu --threads 1";
    cli_want(3, "diverged", "train painter.yaml %s --quiet --out a", changes);
    expect_finite("a/last.safetensors");
    cli_want(0, "\"status\":\t\"diverged\"", "info a");
    cli_want(0, NULL, "sample a --threads 1 --out grid.png");
    cli_want(3, "diverged", "resume a --threads 1 --quiet");
    expect_finite("a/last.safetensors");
}
