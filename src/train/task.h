#ifndef TRAIN_TASK_H
#define TRAIN_TASK_H

#include "base/arena.h"
#include "base/log.h"
#include "data/feed.h"
#include "nn/pass.h"
#include "run/folder.h"
#include "train/checkpoint.h"
#include "train/experiment.h"

/* What the training loop and the two kinds of training (classifier, GAN) know of each other. */

enum { TASK_METRICS_MAX = 8, TASK_PASSES_MAX = 3, TASK_NETS_MAX = 2 };

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

/* How often a training has a net's arrays: with its gradients and the optimizer's sums, and an average where one is
 * kept. */
struct net_use task_net_use(const struct net *net, const struct optimizer *optimizer, bool averaged, int examples);

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

struct task;

struct task_type {
    size_t size; /* of the struct that begins with struct task */
    bool whole_batches;
    const char *const *metrics; /* names of what step adds to the means; ends with NULL */
    const char *best;           /* the metric whose highest value is the best, or NULL */

    /* Make the nets; errors of the experiment show here. */
    bool (*build)(struct task *task, struct fg_error *error);

    /* Take memory; called twice, to measure and to take. */
    bool (*reserve)(struct task *task, struct arena *arena, struct fg_error *error);

    /* As a new training starts. */
    void (*initialize)(struct task *task);

    /* The step number `step` (from 0). Adds to task->means. Returns whether every loss was finite and every weight is
     * still; where not, fills task->divergence. */
    bool (*step)(struct task *task, int64_t step);

    /* Fill task->divergence for one of the list of weights that is no longer finite. */
    void (*blame)(struct task *task, const char *tensor);

    /* Multiply-adds of one step of whole batches, from shapes alone: those that the algorithm needs. */
    double (*work)(const struct task *task);

    /* The passes that a step goes through. Returns their count. */
    int (*passes)(struct task *task, struct pass *list[static TASK_PASSES_MAX]);

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

    /* Weights, buffers, averages: what best.safetensors holds; and with them what resume needs. */
    void (*list_weights)(struct task *task, struct tensor_list *list);
    void (*list_state)(struct task *task, struct tensor_list *list);

    /* The nets and how often their arrays are there, once memory is measured. Returns their count. */
    int (*nets)(const struct task *task, struct net_use list[static TASK_NETS_MAX]);
    void (*free)(struct task *task);
};

struct task {
    const struct task_type *type;
    struct setting *setting;
    struct running_means means; /* since the last record */
    struct divergence divergence;
};

/* Why a step failed; returns false, for the step to return. */
bool task_diverged(struct task *task, const char *what, const char *key, double lr);

extern const struct task_type task_classifier, task_gan;

#endif
