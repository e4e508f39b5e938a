#include "base/file.h"
#include "cli/cli_support.h"
#include "cli/examples.h"
#include "pictures_in_memory.h"
#include "support.h"

#include <criterion/criterion.h>

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Training by a program. */

static struct fg_training *open_training(const struct fg_training_options *options)
{
    struct fg_error error = {0};
    struct fg_training *training = fg_training_open(options, &error);
    cr_assert(training, "%s", error.message);
    return training;
}

static void run(struct fg_training *training)
{
    struct fg_error error = {0};
    cr_assert(fg_training_run(training, &error), "%s", error.message);
}

/* The command and a program leave the same run. */
static void compare(const char *experiment, const char *change)
{
    const char *const changes[] = {change, NULL};
    const struct fg_training_options options = {.path = experiment, .changes = changes, .threads = 2, .out = "ours"};
    cli_want(0, "finished", "train %s %s --threads 1 --quiet --out theirs", experiment, change);
    struct fg_training *training = open_training(&options);
    cr_assert_str_eq(fg_training_info(training).folder, "ours");
    run(training);
    cr_assert(fg_training_info(training).over);
    fg_training_free(training);
    cli_same_run("theirs", "ours");
}

Test(end_to_end_train, classifier_is_that_of_the_command)
{
    cli_enter();
    examples_write_reader();
    compare("reader.yaml", "train.epochs=2");
}

Test(end_to_end_train, gan_is_that_of_the_command)
{
    cli_enter();
    examples_write_painter();
    compare("painter.yaml", "train.steps=13");
}

/* Layers in C are those of the file. */
Test(end_to_end_train, layers_in_c_are_those_of_a_file)
{
    static const char rest[] = "name: x\ntask: classify\ndata: {source: synthetic, count: 100}\ntrain: 2\n";
    const struct fg_layer layers[] = {{.type = "conv", .settings = "filters: 4, stride: 2", .name = "a"},
                                      {.type = "relu"},
                                      {.type = "add", .settings = "a", .constraint = NULL},
                                      {.type = "dense", .settings = "10", .constraint = "spectral_norm"},
                                      {0}};
    const struct fg_net nets[] = {{"model", layers}, {0}};
    const struct fg_training_options options = {.experiment = rest, .nets = nets, .threads = 1, .out = "ours"};
    char text[512];
    cli_enter();
    snprintf(text, sizeof text,
             "%smodel:\n  - conv: {filters: 4, stride: 2}\n    name: a\n  - relu\n  - add: a\n"
             "  - dense: 10\n    constraint: spectral_norm\n",
             rest);
    cli_write("x.yaml", text);
    cli_want(0, "finished", "train x.yaml --threads 1 --quiet --out theirs");
    struct fg_training *training = open_training(&options);
    run(training);
    fg_training_free(training);
    cli_same_run("theirs", "ours");
}

/* Step by step, at once, and saved in the middle and resumed by the command: one training. */
Test(end_to_end_train, in_parts_or_at_once)
{
    struct fg_error error = {0};
    struct fg_training_options options = {.path = "reader.yaml", .threads = 1, .out = "whole"};
    cli_enter();
    examples_write_reader();
    struct fg_training *whole = open_training(&options);
    run(whole);
    fg_training_free(whole);
    options.out = "parts";
    struct fg_training *parts = open_training(&options);
    for (int i = 0; !fg_training_info(parts).over; i++) {
        cr_assert(fg_training_step(parts, 1 + i % 3, &error), "%s", error.message);
        if (i == 7) {
            cr_assert(fg_training_save(parts, "middle", &error), "%s", error.message);
            cr_assert_not(fg_training_save(parts, "middle", &error));
            cr_assert_eq(error.code, FG_USAGE);
        }
    }
    cr_assert_eq(fg_training_info(parts).step, fg_training_info(parts).total_steps);
    fg_training_free(parts);
    cli_same_run("whole", "parts");
    cli_want(0, "finished", "resume middle --threads 1 --quiet");
    cli_same("whole/last.safetensors", "middle/last.safetensors");
}

/* In mid-epoch it is measured once more, of which a longer training knows nothing. */
Test(end_to_end_train, saved_at_its_end)
{
    struct fg_error error = {0};
    static const char *const changes[] = {"train.steps=13", "train.log_every=5", NULL};
    const struct fg_training_options options = {.path = "painter.yaml", .threads = 1, .changes = changes};
    cli_enter();
    examples_write_painter();
    cli_want(0, "finished", "train painter.yaml train.steps=14 train.log_every=5 --threads 1 --quiet --out whole");
    struct fg_training *training = open_training(&options);
    run(training);
    cr_assert(fg_training_save(training, "end", &error), "%s", error.message);
    fg_training_free(training);
    cli_want(0, "finished", "resume end train.steps=14 --threads 1 --quiet");
    cli_same("whole/last.safetensors", "end/last.safetensors");
}

/* Its folder is that of an interrupted run. */
Test(end_to_end_train, freed_in_the_middle)
{
    struct fg_error error = {0};
    struct fg_training_options options = {.path = "reader.yaml", .threads = 1, .out = "cut"};
    cli_enter();
    examples_write_reader();
    cli_want(0, "finished", "train reader.yaml --threads 1 --quiet --out whole");
    struct fg_training *training = open_training(&options);
    cr_assert(fg_training_step(training, 13, &error), "%s", error.message);
    fg_training_free(training);
    cli_want(0, "interrupted", "info cut");
    cli_want(0, "finished", "resume cut --threads 1 --quiet");
    cli_same_run("whole", "cut");
}

/* Only a program can give examples in memory again. */
Test(end_to_end_train, resumed_by_a_program)
{
    struct fg_error error = {0};
    const struct fg_dataset images = pictures_in_memory();
    static const char *const longer[] = {"train.epochs=7", NULL}, *const other[] = {"train.batch=11", NULL};
    struct fg_training_options options = pictures_options(&images);
    const struct fg_training_options resume = {.resume = "cut", .images = &images, .threads = 2, .changes = longer};
    cli_enter();
    options.out = "whole";
    options.changes = longer;
    struct fg_training *training = open_training(&options);
    run(training);
    fg_training_free(training);
    options.out = "cut";
    options.changes = NULL;
    training = open_training(&options);
    cr_assert(fg_training_step(training, 13, &error), "%s", error.message);
    cr_assert_null(fg_training_open(&resume, &error));
    support_contains(error.message, "cut: ");
    fg_training_free(training);
    cli_refuse(2, "only a program has these examples", "resume cut --threads 1 --quiet");
    struct fg_training_options wrong = resume;
    wrong.changes = other;
    cr_assert_null(fg_training_open(&wrong, &error));
    cr_assert_eq(strncmp(error.message, "train.batch: a run that goes on keeps it, at 10: ", 49), 0, "%s",
                 error.message);
    wrong.out = "elsewhere";
    cr_assert_null(fg_training_open(&wrong, &error));
    support_contains(error.message, "cut: a run that goes on has its experiment and its folder: want no others");
    training = open_training(&resume);
    cr_assert_eq(fg_training_info(training).step, 13);
    run(training);
    fg_training_free(training);
    cli_same_run("whole", "cut");
}

struct notes {
    int calls, stop_at;
    int64_t steps[128];
    double loss, accuracy;
};

static bool note(void *context, const struct fg_progress *progress)
{
    struct notes *notes = context;
    cr_assert(progress->metric_count > 0 && progress->total_steps == 48);
    for (int i = 0; i < progress->metric_count; i++) {
        const struct fg_metric *metric = &progress->metrics[i];
        notes->loss = strcmp(metric->name, "loss") == 0 ? metric->value : notes->loss;
        notes->accuracy = strcmp(metric->name, "validation_accuracy") == 0 ? metric->value : notes->accuracy;
    }
    notes->steps[notes->calls++] = progress->step;
    return notes->calls != notes->stop_at;
}

/* 8 steps an epoch, a record every 3 and at its end, where validation is measured too. */
Test(end_to_end_train, progress_is_told)
{
    static const int64_t wanted[] = {3, 6, 8, 8, 9, 12, 15, 16, 16};
    const struct fg_dataset images = pictures_in_memory();
    struct notes notes = {.loss = 100};
    struct fg_training_options options = pictures_options(&images);
    options.progress = note;
    options.context = &notes;
    struct fg_training *training = open_training(&options);
    run(training);
    struct fg_training_info info = fg_training_info(training);
    cr_assert(info.over && info.step == 48 && info.epoch_steps == 8 && !info.folder);
    cr_assert_str_eq(info.best_metric, "validation_accuracy");
    cr_assert_eq(memcmp(notes.steps, wanted, sizeof wanted), 0);
    cr_assert(notes.loss < 0.4 && notes.accuracy > 0.8 && info.best >= notes.accuracy, "%g %g %g", notes.loss,
              notes.accuracy, info.best);
    fg_training_free(training);
}

/* A stop is no failure, and the same training goes on. */
Test(end_to_end_train, progress_stops_it)
{
    cli_enter();
    struct fg_error error = {0};
    const struct fg_dataset images = pictures_in_memory();
    struct notes notes = {.stop_at = 3};
    struct fg_training_options options = pictures_options(&images);
    options.out = "whole";
    struct fg_training *whole = open_training(&options);
    run(whole);
    fg_training_free(whole);
    options.progress = note;
    options.context = &notes;
    options.out = "stopped";
    struct fg_training *training = open_training(&options);
    run(training);
    cr_assert(fg_training_info(training).step == 8 && !fg_training_info(training).over);
    cli_want(0, "interrupted", "info stopped");
    cr_assert(fg_training_step(training, 100, &error), "%s", error.message);
    cr_assert(fg_training_info(training).over);
    fg_training_free(training);
    cli_same_run("whole", "stopped");
}

/* What a caller has of the program's is as it was: folders, streams, signals. */
static int signals_seen;

static void see(int signal)
{
    signals_seen += signal == SIGINT;
}

static bool interrupt(void *context, const struct fg_progress *progress)
{
    (void)context, (void)progress;
    raise(SIGINT);
    return true;
}

static void expect_empty(const char *path)
{
    struct bytes bytes;
    cr_assert(file_read(path, &bytes, NULL));
    cr_assert_eq(bytes.size, 0, "%s", (const char *)bytes.data);
    free(bytes.data);
}

/* A warning (patience without validation) and a run's lines would be said to whoever listens. */
Test(end_to_end_train, nothing_but_training_happens)
{
    char folder[256], said[512];
    const struct fg_dataset images = pictures_in_memory();
    static const char *const changes[] = {"validation=0", "train.patience=2", NULL};
    struct fg_training_options options = pictures_options(&images);
    struct sigaction ours = {.sa_handler = see}, after[3];
    static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
    options.changes = changes;
    options.progress = interrupt;
    cli_enter();
    support_folder(folder);
    snprintf(said, sizeof said, "%s/said", folder);
    sigaction(SIGINT, &ours, NULL);
    uint64_t before = cli_fingerprint(".");
    int streams[] = {dup(1), dup(2)}, file = open(said, O_WRONLY | O_CREAT, 0600);
    dup2(file, 1);
    dup2(file, 2);
    struct fg_training *training = open_training(&options);
    run(training);
    fg_training_free(training);
    dup2(streams[0], 1);
    dup2(streams[1], 2);
    for (int i = 0; i < 3; i++) {
        sigaction(watched[i], NULL, &after[i]);
    }
    expect_empty(said);
    cr_assert_eq(cli_fingerprint("."), before);
    cr_assert(after[0].sa_handler == see && after[1].sa_handler == SIG_DFL && after[2].sa_handler == SIG_DFL);
    cr_assert_gt(signals_seen, 10);
}

/* To whom it is said, that are the command's lines. */
Test(end_to_end_train, log_is_the_commands)
{
    char *said = NULL;
    size_t size = 0;
    const struct fg_dataset images = pictures_in_memory();
    static const char *const changes[] = {"validation=0", "train.patience=2", NULL};
    struct fg_training_options options = pictures_options(&images);
    options.changes = changes;
    options.log = open_memstream(&said, &size);
    struct fg_training *training = open_training(&options);
    run(training);
    fg_training_free(training);
    fclose(options.log);
    support_contains(said, "warning: train.patience: has no effect without `validation`");
    support_contains(said, "\nepoch 6/6  loss 0.");
    free(said);
}

Test(end_to_end_train, divergence_is_an_error)
{
    struct fg_error error = {0};
    const struct fg_dataset images = pictures_in_memory();
    static const char *const changes[] = {"optimizer={type: sgd, lr: 1000}", NULL};
    struct fg_training_options options = pictures_options(&images);
    options.changes = changes;
    struct fg_training *training = open_training(&options);
    cr_assert_not(fg_training_run(training, &error));
    cr_assert_eq(error.code, FG_DIVERGED);
    support_contains(error.message, "is no longer finite, the training has diverged: lower optimizer.lr (it was 1000)");
    cr_assert(strstr(error.message, "safetensors") == NULL);
    error = (struct fg_error){0};
    cr_assert_not(fg_training_step(training, 1, &error));
    cr_assert_eq(error.code, FG_DIVERGED);
    cr_assert_null(fg_training_model(training, 1, &error));
    cr_assert_not(fg_training_save(training, "nowhere", &error));
    fg_training_free(training);
}

/* Two trainings, and two models, in two threads at once. */
struct work {
    pthread_t thread;
    struct fg_dataset images;
    int threads;
    float numbers[PICTURES_COUNT * PICTURES_CLASSES];
};

static void *train_and_ask(void *argument)
{
    struct work *work = argument;
    struct fg_error error = {0};
    struct fg_training_options options = pictures_options(&work->images);
    options.threads = work->threads;
    struct fg_training *training = fg_training_open(&options, &error);
    struct fg_model *model = NULL;
    if (training && fg_training_run(training, &error)) {
        model = fg_training_model(training, work->threads, &error);
    }
    fg_training_free(training);
    for (int i = 0; i < 20 && model; i++) {
        fg_model_classify(model, work->images.pixels, PICTURES_COUNT, work->numbers, &error);
    }
    fg_model_free(model);
    return NULL;
}

Test(end_to_end_train, two_threads_at_once)
{
    static struct work alone, at_once[2];
    alone.images = pictures_in_memory();
    alone.threads = 1;
    train_and_ask(&alone);
    cr_assert(alone.numbers[0] > 0 && alone.numbers[0] < 1);
    for (int i = 0; i < 2; i++) {
        at_once[i].images = alone.images;
        at_once[i].threads = 2;
        cr_assert_eq(pthread_create(&at_once[i].thread, NULL, train_and_ask, &at_once[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(at_once[i].thread, NULL);
        cr_assert_eq(memcmp(at_once[i].numbers, alone.numbers, sizeof alone.numbers), 0);
    }
}
