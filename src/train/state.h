#ifndef TRAIN_STATE_H
#define TRAIN_STATE_H

#include "train/observer.h"
#include "train/training.h"

/* What is being trained, and how far it is. */

/* What resume needs beside the nets; kept in checkpoints. */
struct progress {
    int64_t step; /* done */
    double best;  /* the highest value of the task's best metric; -1 before the first */
    int64_t epochs_since_best;
    struct running_means epoch; /* means since the epoch began */
};

enum training_phase { TRAINING_OPEN, TRAINING_BEGUN, TRAINING_ENDED };

struct training {
    const struct experiment *experiment;
    struct log *log;
    struct setting setting;
    struct task *task;
    struct arena arena;
    struct progress progress;
    struct tensor_list weights, state;
    int64_t epoch_steps;

    /* The loop's. */
    struct observer *observers[OBSERVERS_MAX]; /* not owned */
    int observer_count;
    enum training_phase phase;
    bool stopped;       /* by an observer */
    int64_t saved_step; /* of the last state that observers were told of, or that the training began with */
};

/* Load the data, build the nets, say what they are and what memory they need, take it, start the weights. */
bool state_open(struct training *training, const struct experiment *experiment, const struct training_request *request,
                struct log *log, struct fg_error *error);
void state_close(struct training *training);

/* Take the state from a checkpoint. */
bool state_read(struct training *training, const char *path, struct fg_error *error);

/* What says how long it is: "train.steps" or "train.epochs". */
const char *state_length_key(const struct training *training);

/* One more is told what the loop does, after those before it. */
void state_add_observer(struct training *training, struct observer *observer);

#endif
