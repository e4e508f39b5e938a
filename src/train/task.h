#ifndef TRAIN_TASK_H
#define TRAIN_TASK_H

#include "base/arena.h"
#include "base/log.h"
#include "data/feed.h"
#include "run/folder.h"
#include "train/experiment.h"
#include "train/learner.h"

/* What the training loop and the kinds of training (classifier, GAN) know of each other. */

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

    /* Make the learners and their nets; errors of the experiment show here. */
    bool (*build)(struct task *task, struct fg_error *error);

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
};

struct task {
    const struct task_type *type;
    struct setting *setting;
    struct running_means means; /* since the last record */
    struct divergence divergence;
    struct learner learners[TASK_LEARNERS_MAX];
    int learner_count;
};

/* A learner more, with what the experiment says for all of them; its net is still to be built. */
struct learner *task_add_learner(struct task *task, const struct optimizer_options *options, const char *rate_key);

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

extern const struct task_type task_classifier, task_gan;

#endif
