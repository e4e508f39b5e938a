#ifndef TRAIN_EXPERIMENT_H
#define TRAIN_EXPERIMENT_H

#include "base/log.h"
#include "config/fields.h"
#include "data/batch.h"
#include "data/source.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"

/* An experiment: a YAML file read, checked and completed with defaults. */

struct optimizer_group {
    struct optimizer_options options;
    struct schedule_options schedule;
    const struct yaml_node *generator, *discriminator; /* what is different for one of a GAN's nets */
};

struct train_options {
    double epochs;
    int steps; /* 0: as epochs says */
    int batch;
    int log_every;  /* steps; 0: every epoch */
    int save_every; /* steps; 0: every epoch */
    int patience;   /* epochs without a better validation before stopping; 0: never */
};

struct sample_options {
    int every; /* steps; 0: every epoch */
    struct field_ints grid;
};

/* What a training asks of every task: the struct of a task's own fields begins with it. Of what a task has no keys for
 * there is nothing. */
struct task_options {
    double validation; /* examples kept apart: a count, or a fraction below 1; 0: none */
    struct augment_options augment;
    struct sample_options sample;
};

struct experiment {
    struct yaml_document document;
    const char *name;
    int task;        /* row of task_table */
    const void *own; /* what its fields say: see experiment_options */
    uint64_t seed;
    struct source_options data;
    int initializer;
    struct optimizer_group optimizer;
    struct optimizer_options generator_optimizer, discriminator_optimizer;
    double average; /* decay of the moving average of the weights; 0: none is kept */
    struct train_options train;
};

/* What the task's own fields say, as every task has it; the task knows what stands behind it. */
static inline const struct task_options *experiment_options(const struct experiment *experiment)
{
    return experiment->own;
}

/* Why a run that goes on keeps a net. */
#define FIXED_LAYERS "the run's weights are of these layers"

extern const struct field experiment_fields[];

/* Every task; ends with NULL. Each element is the first member of a task_type (train/task.h). */
extern const struct named *const task_table[];

/* Read a file, with `overrides` (KEY=VALUE, count of them) put in. In a run's folder, whose file an earlier version may
 * have written, keys of choices that are not made are passed over, and wherever an override made another choice;
 * elsewhere they are errors. */
bool experiment_load(struct experiment *experiment, const char *path, const char *const *overrides, int count,
                     struct fg_error *error);

/* The same from a text; name: for messages. */
bool experiment_read_text(struct experiment *experiment, const char *name, const char *text, struct fg_error *error);

/* The same, of a run. */
bool experiment_read_run_text(struct experiment *experiment, const char *name, const char *text,
                              struct fg_error *error);

/* The same from a document that is loaded, which the experiment takes, also where this fails. */
bool experiment_read_document(struct experiment *experiment, const struct yaml_document *document,
                              struct fg_error *error);

/* Changes of an experiment that is read. */
struct experiment_changes {
    const char *const *list; /* KEY=VALUE */
    int count;
    bool program; /* a program in C says them, not the command line */
};

/* The same with changes as they are. */
bool experiment_load_changed(struct experiment *experiment, const char *path, const struct experiment_changes *changes,
                             struct fg_error *error);

/* The same, of a run that goes on: path is its config.yaml. FG_USAGE with the reason where a value is changed that is
 * fixed: one that the data, the split, the weights' shapes or the count of steps follow from. */
bool experiment_load_run(struct experiment *experiment, const char *path, const struct experiment_changes *changes,
                         struct fg_error *error);

void experiment_free(struct experiment *experiment);

/* The experiment as YAML, every default spelled out: reading it gives the same experiment. */
bool experiment_write(const struct experiment *experiment, struct text *text, struct fg_error *error);

/* The same for some rows of it, and what they describe. */
bool experiment_write_rows(const struct experiment *experiment, const struct field *rows, const void *target,
                           struct text *text, struct fg_error *error);

/* Warn of what the experiment says without effect, and of last layers that were not made for what reads them. */
void experiment_warn(const struct experiment *experiment, struct log *log);

#endif
