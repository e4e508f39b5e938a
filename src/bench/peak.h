#ifndef BENCH_PEAK_H
#define BENCH_PEAK_H

/* GFLOP/s that `threads` threads reach together when they do nothing but multiply and add in registers, with the
 * instruction set that the kernels use. Takes a fraction of a second. */
double peak_measure(int threads);

#endif
