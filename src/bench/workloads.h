#ifndef BENCH_WORKLOADS_H
#define BENCH_WORKLOADS_H

#include "base/text.h"
#include "train/loop.h"

/* What `forger bench` measures: experiments on drawn digits, which need no files. */

struct workload {
    struct named named;
    const char *experiment; /* YAML */
};

/* Every workload; ends with NULL. Each element is the first member of a workload. */
extern const struct named *const workload_table[];

/* A workload's training, ready for its steps. It must not be moved: its parts point to one another. */
struct workload_training {
    struct experiment experiment;
    struct training_request request;
    struct log log;
    struct training training;
    int images;   /* of the data, a step */
    double flops; /* a step, counted from shapes: 2 for a multiply-add of the direct algorithm, the rest for nothing */
};

bool workload_open(struct workload_training *self, const struct workload *workload, int threads,
                   struct fg_error *error);
void workload_close(struct workload_training *self);

/* Train so many steps, batches from the feed and all; the seconds it took. */
bool workload_steps(struct workload_training *self, int64_t count, double *seconds, struct fg_error *error);

#endif
