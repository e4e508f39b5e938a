#ifndef TESTS_TRAIN_TRAINEE_H
#define TESTS_TRAIN_TRAINEE_H

#include "train/loop.h"

/* A training that a test opens, with nothing on disk but its experiment. Every function asserts. */
struct trainee {
    struct experiment experiment;
    struct training_request request;
    struct log log;
    struct training training;
};

/* text: the experiment; override: KEY=VALUE, or NULL. */
void trainee_open(struct trainee *trainee, const char *text, const char *override);
void trainee_close(struct trainee *trainee);

#endif
