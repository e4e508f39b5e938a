#ifndef TRAIN_OBSERVER_H
#define TRAIN_OBSERVER_H

#include "train/task.h"

/* Those who watch a training: they keep its files, write its log, or tell the program that trains. The loop itself
 * knows no file, no log and no signal. */

struct training;

/* What the loop tells, after a step in this order, as far as it is due. */
enum event_kind {
    EVENT_BEGIN,   /* before the first step: of all, or after a resume */
    EVENT_STEP,    /* a step is done */
    EVENT_RECORD,  /* metrics: means since the last record; or, at the end of an epoch, what was measured */
    EVENT_BEST,    /* the weights are better than any before */
    EVENT_STATE,   /* the state is to be saved: it is finite */
    EVENT_EPOCH,   /* an epoch has ended, or the training in it: metrics: what was measured; means: over the epoch */
    EVENT_SAMPLES, /* samples are due; also behind EVENT_BEGIN */
};
enum { EVENT_KINDS = EVENT_SAMPLES + 1, OBSERVERS_MAX = 4 };

struct event {
    enum event_kind kind;
    const struct metric *metrics;
    int count;
    const struct running_means *means;
};

struct observer;

struct observer_type {
    /* NULL: not told. Where one returns false, it has filled error, and the training fails. */
    bool (*told[EVENT_KINDS])(struct observer *observer, const struct training *training, const struct event *event,
                              struct fg_error *error);

    /* Asked before every step: whether to do it. Where not, the state is told, and the training stops. NULL: yes. */
    bool (*goes_on)(const struct observer *observer);
};

/* Embedded in what the observer has of its own. */
struct observer {
    const struct observer_type *type;
};

#endif
