#ifndef TRAIN_TRAINING_H
#define TRAIN_TRAINING_H

#include "base/log.h"
#include "run/folder.h"
#include "train/experiment.h"

/* Training an experiment, from its start or from a checkpoint. */

struct training_request {
    const char *out;     /* the run's folder, which must not exist; NULL: outputs/NAME */
    const char *command; /* as typed, for the manifest */
    int threads;
    const struct fg_dataset *examples; /* of a program, which must outlive the training; NULL: as the experiment says */
    int64_t steps_done;                /* of a run that goes on, as far as its manifest says */
    bool dry_run;                      /* build all, run two steps, write nothing */
};

/* What a training came to. */
struct training_result {
    struct run_folder folder;
    char status[32];    /* as in run.json */
    bool pictures;      /* samples.png is there */
    const char *metric; /* what says which weights are best, or NULL */
    double best;        /* its highest value */
};

/* A new run. On SIGINT, SIGTERM and SIGHUP (see train/signals.h) the state is saved, and the error's code is
 * FG_INTERRUPTED; where a loss or a weight is no longer finite it is FG_DIVERGED, and the newest checkpoint with finite
 * weights stays. */
bool training_start(const struct experiment *experiment, const struct training_request *request, struct log *log,
                    struct training_result *result, struct fg_error *error);

/* Go on with the run in result->folder from its last checkpoint. The experiment is the run's, with changes; where it
 * differs, config.yaml is written anew. */
bool training_resume(const struct experiment *experiment, const struct training_request *request, struct log *log,
                     struct training_result *result, struct fg_error *error);

#endif
