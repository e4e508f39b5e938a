#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "support.h"

#include <cJSON.h>
#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the training loop does between steps: in which order files are written, and what doesn't end a training. */

Test(end_to_end_loop, patience_saves_the_last_state)
{
    cli_enter();
    examples_write_reader();
    const char *line = "train reader.yaml optimizer.lr=0 average=0 train.save_every=1000 --threads 1 --quiet";
    cli_want(0, "stopped early", "%s train.epochs=5 train.patience=2 --out a", line);
    const struct cli_result *result = cli_run("resume a train.patience=3 --threads 1");
    support_contains(result->err, "going on from step 30");
    result = cli_run("resume a --threads 1");
    support_contains(result->err, ": stopped by train.patience: a larger one goes on");
    cli_want(0, "stopped early", "%s train.epochs=5 train.patience=3 --out b", line);
    cli_same_run("b", "a");
}

static int count(const char *text, const char *part)
{
    int found = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) {
        found++;
    }
    return found;
}

static int count_in_file(const char *path, const char *part)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL), "no %s", path);
    int found = count((const char *)bytes.data, part);
    free(bytes.data);
    return found;
}

/* It shows its validation, as any end does; but a longer training never was there. */
Test(end_to_end_loop, end_in_mid_epoch)
{
    cli_enter();
    examples_write_reader();
    static const int log_every[] = {0, 1, 4, 5};
    for (int i = 0; i < 4; i++) {
        char line[256], a[16], b[16], metrics[32];
        snprintf(a, sizeof a, "a%d", i);
        snprintf(b, sizeof b, "b%d", i);
        snprintf(metrics, sizeof metrics, "%s/metrics.jsonl", a);
        snprintf(line, sizeof line,
                 "train reader.yaml 'optimizer.schedule={type: constant}' train.log_every=%d --threads 1",
                 log_every[i]);
        const struct cli_result *result =
            cli_want(0, "best validation_accuracy", "%s train.steps=15 --out %s", line, a);
        support_contains(result->err, "epoch 2/2  loss ");
        cr_assert_eq(count(result->err, "validation_accuracy"), 2, "%s", result->err);
        cr_assert_eq(count_in_file(metrics, "validation_accuracy"), 2);
        uint64_t before = cli_fingerprint(metrics);
        cli_want(0, "finished", "resume %s --quiet --threads 1", a);
        cr_assert_eq(cli_fingerprint(metrics), before);
        cli_want(0, "finished", "resume %s train.steps=30 --quiet --threads 1", a);
        cli_want(0, "finished", "%s train.steps=30 --quiet --out %s", line, b);
        cli_same_run(b, a);
    }
}

/* A kill between a checkpoint and the pictures of its step. */
Test(end_to_end_loop, pictures_are_drawn_on_resume)
{
    cli_enter();
    examples_write_painter();
    cli_want(0, "finished", "train painter.yaml train.steps=16 --quiet --threads 1 --out whole");
    cli_want(0, "finished", "train painter.yaml train.steps=16 --quiet --threads 1 --out cut");
    cr_assert_eq(unlink("cut/samples/step-000016.png") + unlink("cut/samples.png") + unlink("cut/losses.png"), 0);
    cli_want(0, "finished", "resume cut --quiet --threads 1");
    cli_same_run("whole", "cut");
    /* Before the first step. */
    const char *diverging = "'optimizer={type: sgd, lr: 1000}' discriminator.4=relu train.save_every=1000";
    cli_want(3, NULL, "train painter.yaml %s --quiet --threads 1 --out first", diverging);
    cr_assert_eq(unlink("first/samples/step-000000.png") + unlink("first/samples.png"), 0);
    cli_want(3, NULL, "resume first --quiet --threads 1");
    cli_same("first/samples/step-000000.png", "whole/samples/step-000000.png");
}

Test(end_to_end_loop, picture_that_cannot_be_written)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    static const char *const pictures[] = {"a/losses.png", "a/confusion.png"};
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(unlink(pictures[i]) + mkdir(pictures[i], 0777), 0);
    }
    const struct cli_result *result = cli_want(0, "finished", "resume a train.epochs=9 --threads 1 --quiet");
    support_contains(result->err, "warning: a/confusion.png: ");
    cr_assert(count(result->err, "warning: ") <= 4, "%s", result->err);
    cr_assert_eq(count_in_file("a/metrics.jsonl", "validation_accuracy"), 9);
}

/* `forger train ... 2>&1 | head -1` */
Test(end_to_end_loop, goes_on_when_nobody_reads)
{
    cli_enter();
    examples_write_reader();
    char line[4200];
    const char *program = getenv("FORGER_PROGRAM");
    snprintf(line, sizeof line,
             "( '%s' train reader.yaml --threads 1 --out a; echo $? > status ) 2>&1 >/dev/null | true",
             program ? program : "build/forger");
    cr_assert_neq(system(line), -1); /* NOLINT(cert-env33-c) */
    cr_assert_eq(count_in_file("status", "0\n"), 1);
    cli_want(0, "\"status\":\t\"finished\"", "info a");
}

static double seconds_of(const char *path)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    cJSON *json = cJSON_Parse((const char *)bytes.data);
    double seconds = cJSON_GetNumberValue(cJSON_GetObjectItem(json, "seconds"));
    cJSON_Delete(json);
    free(bytes.data);
    return seconds;
}

/* Killed, a resumed run says what it had before. */
Test(end_to_end_loop, seconds_of_a_resumed_run)
{
    cli_enter();
    examples_write_reader();
    cli_want(0, NULL, "train reader.yaml train.epochs=1 --threads 1 --quiet --out a");
    double before = seconds_of("a/run.json");
    pid_t process = cli_start("resume a train.epochs=500 --threads 1 --quiet");
    cr_assert(cli_wait_for_lines(process, "a/metrics.jsonl", 15));
    kill(process, SIGKILL);
    cli_wait(process);
    double after = seconds_of("a/run.json");
    cr_assert(after >= before && after < before + 5, "%g seconds, then %g", before, after);
}

static void stop_with(int signal, int times, const char *run)
{
    char metrics[64];
    snprintf(metrics, sizeof metrics, "%s/metrics.jsonl", run);
    pid_t process = cli_start("train reader.yaml train.epochs=5000 train.save_every=100000 --threads 1 --out %s", run);
    cr_assert(cli_wait_for_lines(process, metrics, 3));
    for (int i = 0; i < times; i++) {
        kill(process, signal);
    }
    const struct cli_result *result = cli_wait(process);
    cr_assert_eq(result->status, 130, "status %d: %s", result->status, result->err);
    support_contains(result->err, "stopping after this step; once more quits at once\n");
    support_contains(result->err, "interrupted at step ");
    cli_want(0, "\"status\":\t\"interrupted\"", "info %s", run);
    result = cli_run("resume %s train.epochs=1 --threads 1", run);
    cr_assert_not(strstr(result->err, "going on from step 0\n"), "%s", result->err);
}

Test(end_to_end_loop, hangup_saves)
{
    cli_enter();
    examples_write_reader();
    stop_with(SIGHUP, 1, "a");
}

Test(end_to_end_loop, two_signals_at_once_save)
{
    cli_enter();
    examples_write_reader();
    stop_with(SIGTERM, 2, "a");
}
