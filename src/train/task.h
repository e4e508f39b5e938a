#ifndef TRAIN_TASK_H
#define TRAIN_TASK_H

#include "base/arena.h"
#include "base/log.h"
#include "data/feed.h"
#include "forger/model.h"
#include "run/folder.h"
#include "train/evaluate.h"
#include "train/experiment.h"
#include "train/learner.h"

/* What the training loop and finished models, and the kinds of training (classifier, GAN), know of each other. To add
 * one: a file with a task_type, and its row in task.c. */

enum { TASK_METRICS_MAX = 8, TASK_LEARNERS_MAX = 2, TASK_PASSES_MAX = TASK_LEARNERS_MAX * LEARNER_PASSES_MAX };

/* Means of what a task measures, by number. */
struct running_means {
    double sums[TASK_METRICS_MAX], counts[TASK_METRICS_MAX];
};

void running_means_add(struct running_means *means, int which, double value);
double running_mean(const struct running_means *means, int which); /* 0 where nothing was added */

/* Why a step failed: what is no longer finite, and the learning rate that was too high. */
struct divergence {
    const char *what, *key;
    double lr;
};

/* The arena's part for images that a task draws, or takes from the data, to be looked at. */
#define TASK_SAMPLES "samples"

/* What the loop gives a task. */
struct setting {
    const struct experiment *experiment;
    const struct fg_dataset *dataset;
    struct fg_dataset validation; /* count 0: none */
    struct feed feed;
    struct log *log;
    int threads;
    int64_t total_steps;
};

/* A net as its task's experiment says it. */
struct task_net {
    struct net_recipe recipe;
    const struct yaml_node *layers; /* the list */
    const struct optimizer_options *optimizer;
    const char *rate_key; /* where its learning rate is said, for messages: "optimizer.lr" */
    double average;       /* decay of its moving average; 0: none is kept */
};

/* A run, of which a net is used again. */
struct finished {
    const char *path; /* of its folder, for messages */
    const struct experiment *experiment;
    struct shape image; /* that it was trained on, and their classes; as run.json says */
    int classes;
};

struct task;
struct warning;

struct task_type {
    struct named named; /* its fields fill a struct that begins with struct task_options */
    const char *what;   /* "a classifier" */
    size_t size;        /* of the struct that begins with struct task */
    bool whole_batches;
    const char *const *nets;    /* their keys in the experiment; the first is what is used once it is trained */
    const char *const *metrics; /* names of what step adds to the means; ends with NULL */
    const char *best;           /* the metric whose highest value is the best, or NULL */

    /* What fields alone can't check of an experiment, or NULL; what to warn of; whether data is fit for it, or NULL. */
    bool (*check)(const struct experiment *experiment, struct fg_error *error);
    void (*advise)(const struct warning *warning);
    bool (*check_data)(const struct experiment *experiment, const struct fg_dataset *dataset, struct fg_error *error);

    /* Complete what task_describe says of the nets. */
    void (*describe)(const struct experiment *experiment, struct shape image, int classes,
                     struct task_net nets[static TASK_LEARNERS_MAX]);

    /* Once the nets are built: whether what they give is what is wanted. */
    bool (*check_nets)(const struct task *task, struct fg_error *error);

    /* Take memory; called twice, to measure and to take. */
    bool (*reserve)(struct task *task, struct arena *arena, struct fg_error *error);

    /* The step number `step` (from 0). Adds to task->means. Returns whether every loss was finite and every weight is
     * still; where not, fills task->divergence. */
    bool (*step)(struct task *task, int64_t step);

    /* Multiply-adds of one step of whole batches, from shapes alone: those that the algorithm needs. */
    double (*work)(const struct task *task);

    /* How many batches a step takes from the feed. */
    int (*batches_a_step)(const struct task *task);

    /* At the end of an epoch, between two steps, in the memory of the step's passes: measure. Fills metrics and returns
     * their count. NULL: nothing to measure. */
    int (*evaluate)(struct task *task, struct metric metrics[static TASK_METRICS_MAX]);

    /* Draw what evaluate has just measured, where that is the best so far: pictures are of the weights that are kept.
     * NULL where `best` is. */
    bool (*draw_best)(struct task *task, const struct run_folder *folder, struct fg_error *error);

    /* Draw a picture of where it stands, for steps done so far; between two steps, in the memory of the step's passes.
     * The same state gives the same picture. NULL: nothing to draw. */
    bool (*sample)(struct task *task, const struct run_folder *folder, int64_t step, struct fg_error *error);

    /* Say in plain words when something looks wrong. Looks at the passes of the step just done, and so comes before
     * evaluate and sample. */
    void (*warn)(struct task *task);

    /* What the struct has beside the learners. */
    void (*free)(struct task *task);

    /* Of a finished run: whether its net, built from its experiment, fits its images and classes (its files may be of
     * different runs); what its loss is, NULL: none; then what it does, NULL where it doesn't. */
    bool (*check_finished)(const struct finished *run, const struct net *net, struct fg_error *error);
    const struct loss_options *(*loss)(const struct experiment *experiment);
    void (*classify)(struct evaluation *evaluation, const struct fg_dataset *images, struct classification *result,
                     float *probabilities);
    void (*generate)(struct pass *pass, const struct experiment *experiment, const struct fg_generation *what,
                     float *images);

    /* The experiment's metrics of samples drawn by seed; each: images for each metric, in place of what they say
     * themselves; 0: as they say. Takes memory, and reads the data where metrics want real images. */
    bool (*measure)(struct pass *pass, const struct experiment *experiment, uint64_t seed, int each,
                    struct metric metrics[static TASK_METRICS_MAX], int *count, struct fg_error *error);
};

/* Of a dataset's examples, as nets have it. */
struct shape task_shape(const struct fg_dataset *dataset);

/* The row of an experiment's task. */
const struct task_type *task_type(const struct experiment *experiment);

/* Whether one of its nets has this key in the experiment. */
bool task_has_net(const struct task_type *type, const char *name);

struct task {
    const struct task_type *type;
    struct setting *setting;
    struct running_means means; /* since the last record */
    struct divergence divergence;
    struct learner learners[TASK_LEARNERS_MAX];
    int learner_count;
};

/* Its nets for images of that shape, with so many classes. Returns their count. */
int task_describe(const struct experiment *experiment, struct shape image, int classes,
                  struct task_net nets[static TASK_LEARNERS_MAX]);

/* Make the learners and their nets; errors of the experiment show here. */
bool task_build(struct task *task, struct fg_error *error);

/* All passes of a step, which are those of the learners. Returns their count. */
int task_passes(struct task *task, struct pass *list[static TASK_PASSES_MAX]);

/* Take a workspace for these passes from the arena. */
void task_reserve_workspace(struct task *task, struct arena *arena);

/* Weights, buffers, averages: what best.safetensors holds; and with them what resume needs. */
void task_list_weights(struct task *task, struct tensor_list *list);
void task_list_state(struct task *task, struct tensor_list *list);

/* Why a step failed: `what` is no longer finite, as this one learned too fast. Returns false, for the step to return.
 */
bool task_diverged(struct task *task, const char *what, const struct learner *learner);

/* The same for a tensor of the list of weights. */
void task_blame(struct task *task, const char *tensor);

void task_free(struct task *task);

#endif
