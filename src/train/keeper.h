#ifndef TRAIN_KEEPER_H
#define TRAIN_KEEPER_H

#include "run/lock.h"
#include "run/metrics_read.h"
#include "train/state.h"

/* Keeps the run folder of a training: records, states, the best weights, pictures, run.json. */

struct keeper {
    struct observer observer;
    struct training *training;
    const char *command; /* as typed, or what else began the training; for run.json */
    struct run_folder folder;
    struct run_lock lock;
    struct run_manifest manifest;
    double clock; /* monotonic seconds at which this part of the training began */
    double earlier_seconds;
    struct metric_table records;
    double curves_at;    /* when the curves were drawn last */
    int pictures_failed; /* so many could not be written */
};

/* Begin the clock of a training that is open; nothing is written yet. */
struct keeper keeper_open(struct training *training, const char *command);
void keeper_close(struct keeper *keeper);

/* The folder (NULL: outputs/NAME), locked, with all that must be there before the next step, and this status. Where
 * something fails the folder is taken away again. */
bool keeper_create(struct keeper *keeper, const char *out, const char *status, struct fg_error *error);

/* Go on with a run: lock it, take its state into the training, cut off what that doesn't know of. */
bool keeper_resume(struct keeper *keeper, const struct run_folder *folder, struct fg_error *error);

/* A manifest that says how it ended, in result, and the last curves. failure: of the loop, NULL: none. Returns whether
 * there was none; error says more than failure: what is kept. */
bool keeper_end(struct keeper *keeper, const struct fg_error *failure, struct training_result *result,
                struct fg_error *error);

/* "interrupted at step 5 of 10; go on with `forger resume outputs/x`", FG_INTERRUPTED. Returns false. */
bool keeper_fail_interrupted(const struct keeper *keeper, struct fg_error *error);

/* Seconds of training, with the parts before a resume. */
double keeper_seconds(const struct keeper *keeper);

#endif
