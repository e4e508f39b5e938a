#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "bench/workloads.h"

/* How fast a workload trains, measured beside the machine's peak and PyTorch. */

enum { BENCH_ROUNDS_MAX = 99 };

struct bench_options {
    int threads, rounds;
    double turn;         /* seconds that one side trains before the other has its turn */
    const char *program; /* answers `bench --worker WORKLOAD` */
    const char *torch;   /* the path of torch_workloads.py; NULL: without PyTorch */
};

/* Medians over the rounds. */
struct bench_result {
    double images_per_second, gflops;
    double peak_gflops, percent_of_peak;
    size_t peak_memory; /* bytes */
    bool has_torch;     /* whether the rest is there */
    double torch_images_per_second;
    bool torch_is_fair; /* false: it multiplies matrices by a library that is not meant to be fast */
    double ratio;       /* images_per_second / torch_images_per_second, where that is fair */
    size_t torch_peak_memory;
    char torch_setting[160]; /* threads and layout, the fastest of those that it tried, and its libraries */
};

/* A warm-up of each, then rounds: the peak, the workload and PyTorch take turns, the one that waits being stopped.
 * PyTorch that cannot be started is left out with a warning; a process that ends before its time is an error. */
bool bench_run(const struct bench_options *options, const struct workload *workload, struct log *log,
               struct bench_result *result, struct fg_error *error);

/* Sorts the values. */
double bench_median(double *values, int count);

#endif
