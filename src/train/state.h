#ifndef TRAIN_STATE_H
#define TRAIN_STATE_H

#include "run/lock.h"
#include "run/metrics_read.h"
#include "train/report.h"
#include "train/task.h"
#include "train/training.h"

/* What is being trained, and how far it is. */

/* What resume needs beside the nets; kept in checkpoints. */
struct progress {
    int64_t step; /* done */
    double best;  /* the highest value of the task's best metric; -1 before the first */
    int64_t epochs_since_best;
    struct running_means epoch; /* means since the epoch began */
};

struct training {
    const struct experiment *experiment;
    const struct training_request *request;
    struct log *log;
    struct setting setting;
    struct task *task;
    struct arena arena;
    struct progress progress;
    struct tensor_list weights, state;
    int64_t epoch_steps;
    struct run_folder folder;
    struct run_lock lock;
    struct run_manifest manifest;
    double clock; /* monotonic seconds at which this part of the training began */
    double earlier_seconds;
    struct metric_table records;
    struct report report;
    int64_t saved_step;  /* of last.safetensors */
    double curves_at;    /* when the curves were drawn last */
    int pictures_failed; /* so many could not be written */
};

/* Load the data, build the nets, say what they are and what memory they need, take it, start the weights. */
bool state_open(struct training *training, const struct experiment *experiment, const struct training_request *request,
                struct log *log, struct fg_error *error);
void state_close(struct training *training);

/* From here on, time counts as training. */
void state_start_clock(struct training *training);

/* Seconds of training, with the parts before a resume. */
double state_seconds(const struct training *training);

/* So many steps from progress.step on, with nothing between them: no records, no checkpoints. FG_DIVERGED where a loss
 * or a weight is not finite. */
bool loop_steps(struct training *training, int64_t count, struct fg_error *error);

/* From progress.step, whose state is in the folder's last.safetensors, to the end. */
bool loop_run(struct training *training, struct fg_error *error);

/* Whether all steps were done; and whether these or train.patience, which stops a training early, are over. */
bool loop_is_finished(const struct training *training);
bool loop_is_over(const struct training *training);

#endif
