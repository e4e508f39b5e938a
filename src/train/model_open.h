#ifndef TRAIN_MODEL_OPEN_H
#define TRAIN_MODEL_OPEN_H

#include "forger/model.h"
#include "run/folder.h"
#include "train/task.h"

/* Finished models: from a folder, from memory, and from a training that goes on. */

struct fg_model {
    struct experiment experiment;
    const struct task_type *type;
    struct run_folder folder; /* its path is what messages call the model by, also where there is no folder */
    struct run_manifest manifest;
    const char *class_names[RUN_CLASSES_MAX]; /* those of the manifest */
    struct net net;
    struct evaluation evaluation;
    struct arena arena;
    char weights[4096]; /* the file, or what else they came from */
    bool averaged;
};

/* A model with the weights that a net has now, for threads as in fg_model_load. */
struct fg_model *model_copy(const struct experiment *experiment, const struct run_manifest *manifest,
                            const struct net *net, int threads, struct fg_error *error);

#endif
