#include "cli/cli_support.h"
#include "cli/examples.h"

#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* A run's bytes follow from its experiment alone: not from the threads, not from where it was interrupted. */

enum { ATTEMPTS = 20 };

static void compare_threads(const char *experiment)
{
    cli_want(0, "finished", "train %s --quiet --threads 1 --out one", experiment);
    cli_want(0, "finished", "train %s --quiet --threads 1 --out again", experiment);
    cli_same_run("one", "again");
    cli_want(0, "finished", "train %s --quiet --threads 2 --out two", experiment);
    cli_same_run("one", "two");
    cli_want(0, "finished", "train %s --quiet --threads 3 --out three", experiment);
    cli_same_run("one", "three");
}

Test(end_to_end_bits, classifier_on_any_number_of_threads)
{
    cli_enter();
    examples_write_reader();
    compare_threads("reader.yaml train.epochs=2");
}

Test(end_to_end_bits, gan_on_any_number_of_threads)
{
    cli_enter();
    examples_write_painter();
    compare_threads("painter.yaml train.steps=12");
}

/* The default is a thread a core. */
Test(end_to_end_bits, config_of_a_run_repeats_it)
{
    cli_enter();
    examples_write_reader();
    examples_write_painter();
    cli_want(0, "outputs/reader", "train reader.yaml train.epochs=2 average=0 --threads 1 --quiet");
    cli_want(0, "outputs/reader-2", "train outputs/reader/config.yaml --quiet");
    cli_same_run("outputs/reader", "outputs/reader-2");
    cli_want(0, "outputs/painter/samples.png", "train painter.yaml train.steps=8 --threads 1 --quiet");
    cli_want(0, "outputs/painter-2/samples.png", "train outputs/painter/config.yaml --quiet");
    cli_same_run("outputs/painter", "outputs/painter-2");
}

Test(end_to_end_bits, another_seed_gives_other_bits)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 seed=1 --threads 1 --quiet --out a");
    cli_want(0, NULL, "train reader.yaml train.epochs=1 seed=2 --threads 1 --quiet --out b");
    cli_other("a/last.safetensors", "b/last.safetensors");
}

/* Send a signal once a run has so many records. False where the run was faster and ended by itself. */
static bool stop(pid_t process, const char *run, int records, int signal, int status)
{
    char metrics[256];
    snprintf(metrics, sizeof metrics, "%s/metrics.jsonl", run);
    if (cli_wait_for_lines(process, metrics, records)) {
        kill(process, signal);
    }
    struct cli_result result = *cli_wait(process);
    cr_assert(result.status == status || result.status == 0, "%s: status %d: %s", run, result.status, result.err);
    if (result.status == 130) {
        cr_assert(strstr(result.err, "; go on with `forger resume "), "%s", result.err);
        cli_want(0, "\"status\":\t\"interrupted\"", "info %s", run);
    }
    return result.status != 0;
}

/* Interrupted twice, killed, and each time resumed, also on another number of threads. */
static bool train_in_parts(const char *experiment, const char *run, int records)
{
    bool stopped = stop(cli_start("train %s --quiet --threads 1 --out %s", experiment, run), run, 1, SIGINT, 130);
    stopped = stopped && stop(cli_start("resume %s --threads 1", run), run, records, SIGTERM, 130);
    stopped = stopped && stop(cli_start("resume %s --threads 2", run), run, records + 5, SIGINT, 130);
    stopped = stopped && stop(cli_start("resume %s --threads 1", run), run, 2 * records, SIGKILL, 128 + SIGKILL);
    if (stopped) {
        cli_want(0, "finished", "resume %s --quiet --threads 1", run);
    }
    return stopped;
}

/* The parts are cut where the signals happen to arrive. A run that was faster than the signal is tried again. */
static void compare_parts(const char *experiment, int records)
{
    char run[32];
    int attempt = 0;
    cli_want(0, "finished", "train %s --quiet --threads 1 --out whole", experiment);
    do {
        cr_assert(attempt < ATTEMPTS, "no run could be interrupted");
        snprintf(run, sizeof run, "parts-%d", ++attempt);
    } while (!train_in_parts(experiment, run, records));
    cli_same_run("whole", run);
}

Test(end_to_end_bits, classifier_interrupted_and_resumed)
{
    cli_enter();
    examples_write_reader();
    compare_parts("reader.yaml train.epochs=16 train.save_every=7", 40);
}

Test(end_to_end_bits, gan_interrupted_and_resumed)
{
    cli_enter();
    examples_write_painter();
    compare_parts("painter.yaml train.steps=120 sample.every=9", 30);
}
