#ifndef TRAIN_EXPERIMENT_WARNINGS_H
#define TRAIN_EXPERIMENT_WARNINGS_H

#include "train/experiment.h"

/* What tasks warn of. */
struct warning {
    const struct experiment *experiment;
    struct log *log;
};

/* A last layer of a list, which stands in the experiment under a name, that bounds what should be any number: reader
 * makes probabilities of it. */
void warning_squeezed(const struct warning *warning, const struct yaml_node *list, const char *name,
                      const char *reader);

/* A last layer that cannot give all of an image's -1..1. */
void warning_unreachable(const struct warning *warning, const struct yaml_node *list, const char *name);

#endif
