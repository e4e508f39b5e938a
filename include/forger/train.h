#ifndef FORGER_TRAIN_H
#define FORGER_TRAIN_H

#include "forger/data.h"
#include "forger/error.h"
#include "forger/model.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Training in a program: what `forger train` does, without a command line. Unless it is asked to, it writes no file,
 * prints nothing, and it never touches signals. The same experiment gives the same bits as the command, on any number
 * of threads.
 *
 *     static const struct fg_layer layers[] = {{.type = "conv", .settings = "filters: 8, stride: 2"},
 *                                              {.type = "relu"}, {.type = "dense", .settings = "10"}, {0}};
 *     static const struct fg_net nets[] = {{"model", layers}, {0}};
 *     struct fg_training_options options = {0};
 *     options.experiment = "task: classify\ndata: {source: synthetic}\ntrain: {epochs: 2}\n";
 *     options.nets = nets;
 *     struct fg_training *training = fg_training_open(&options, &error);
 *     struct fg_model *model = NULL;
 *     if (training && fg_training_run(training, &error)) {
 *         model = fg_training_model(training, 1, &error);
 *     }
 *     fg_training_free(training);
 *
 * Threads: different trainings may be used by different threads at the same time; one training by one thread at a time.
 * Where several train or infer at once, one of them at a time is helped by the library's own threads. */

/* A layer, as an item of an experiment's list of layers: `forger list layers` shows the types, `forger list conv` the
 * settings of one. A list ends with a layer whose type is NULL. */
struct fg_layer {
    const char *type;             /* "conv" */
    const char *settings;         /* as in YAML: "64", "filters: 64, kernel: 4", "[7, 7, 16]"; NULL: none */
    const struct fg_layer *block; /* of a residual: its layers; else NULL */
    const char *name;             /* for other layers to read it by; this and those below may be NULL */
    const char *input;            /* the layer or the input that it reads, in place of the one before */
    const char *output;           /* the name of the further output that it is, see fg_model_forward */
    const char *constraint;       /* of its weights: "spectral_norm" */
};

/* The layers of one of an experiment's nets. A list of nets ends with a net whose name is NULL. */
struct fg_net {
    const char *name; /* the key in an experiment: "model"; "generator", "discriminator" */
    const struct fg_layer *layers;
};

/* Where a training is, and what was just measured: means since the last time (`loss`, `accuracy`,
 * `discriminator_loss`, ...), every train.log_every steps and at the end of an epoch; or, then, what is measured on
 * examples kept apart (`validation_loss`, `validation_accuracy`). */
struct fg_progress {
    int64_t step, total_steps; /* done; of the whole training */
    const struct fg_metric *metrics;
    int metric_count; /* at least 1 */
};

struct fg_training_options {
    const char *experiment;          /* an experiment as YAML text, less what is said beside it here; NULL: path's */
    const char *path;                /* its file; NULL where a text is given */
    const struct fg_net *nets;       /* nets that the experiment doesn't say; NULL: it says all */
    const char *const *changes;      /* "optimizer.lr=0.01", ..., NULL: places of the experiment; or NULL */
    const struct fg_dataset *images; /* the examples, in place of what `data` says; NULL: as `data` says */
    int threads;                     /* 1..1024; 0: as many as the process may use */
    const char *out;                 /* a run folder to keep as `forger train` does, which must not exist; NULL: none */
    const char *resume;              /* a run to go on with in its folder, as `forger resume` does; NULL: none */
    FILE *log;                       /* gets what `forger train` prints on standard error; NULL: nobody does */

    /* Called by the thread that trains, between two steps. May take a model of the training, but do nothing else with
     * it. What it returns says whether to go on; false stops the training after this step. NULL: always. */
    bool (*progress)(void *context, const struct fg_progress *progress);
    void *context;
};

struct fg_training;

/* To go on with a run, its experiment is read: experiment, path, nets and out are NULL then, and changes only what such
 * a run may change. A run of examples from memory is given the same examples again.
 *
 * Read the experiment, load its data, build its nets, take all memory that training needs. Nothing that options points
 * to is needed afterwards, but for the examples, which must outlive the training, the log and the context. An
 * experiment without a `name` is called "training". NULL on failure: FG_USAGE for what is wrong in the experiment or in
 * options, with its place ("experiment:3:9: train.epohcs: unknown key; ...", and "model.2.conv.filters: ..." for what
 * came from C); FG_FAILED for data, files and memory. */
struct fg_training *fg_training_open(const struct fg_training_options *options, struct fg_error *error);

/* Save what is to be kept in the run folder, where there is one, and free all. NULL is fine. */
void fg_training_free(struct fg_training *training);

/* Train to the end: until all steps are done, train.patience is over, or progress returns false, which is no failure; a
 * further call goes on from there. FG_DIVERGED where a loss or a weight is no longer finite, with the learning rate to
 * lower; after that, or another failure, every call but fg_training_info and fg_training_free fails with it. */
bool fg_training_run(struct fg_training *training, struct fg_error *error);

/* The same for at most so many steps. In parts or at once, it is the same training. */
bool fg_training_step(struct fg_training *training, int64_t steps, struct fg_error *error);

struct fg_training_info {
    int64_t step, total_steps; /* done; of the whole training */
    int64_t epoch_steps;       /* of one epoch */
    bool over;                 /* all steps are done, or train.patience is over */
    const char *best_metric;   /* what says which weights are best; NULL: nothing does, or nothing was measured yet */
    double best;               /* its highest value so far */
    const char *folder;        /* the run's; NULL: none is kept. Lives as long as the training */
};

struct fg_training_info fg_training_info(const struct fg_training *training);

/* A model with a copy of the weights as they are now; averaged ones where the experiment keeps an average. It outlives
 * the training, and may be used while that goes on. The caller frees it (fg_model_free). threads as above. NULL on
 * failure. */
struct fg_model *fg_training_model(const struct fg_training *training, int threads, struct fg_error *error);

/* Write a run folder, which must not exist (NULL: outputs/NAME, NAME-2, ...), with the state as it is now: all commands
 * read it, `forger resume` goes on from there. It has no records and no pictures. FG_USAGE where out exists, FG_FAILED
 * where it can't be written; then nothing is left of it. */
bool fg_training_save(struct fg_training *training, const char *out, struct fg_error *error);

#ifdef __cplusplus
}
#endif

#endif
