#ifndef BENCH_WORKER_H
#define BENCH_WORKER_H

#include "bench/workloads.h"

#include <stdio.h>

/* One workload in a process of its own, so that its peak memory is the workload's. It writes "ready IMAGES FLOPS" (a
 * step's), then answers each line "N" from `in` with the seconds of N steps, until `in` ends.
 * bench/torch_workloads.py does the same in PyTorch; it writes "ready SETTING", or "missing REASON". */
bool worker_serve(const struct workload *workload, int threads, FILE *in, FILE *out, struct fg_error *error);

#endif
