#ifndef TESTS_PASS_SUPPORT_H
#define TESTS_PASS_SUPPORT_H

#include "nn_support.h"

/* A net at work, and comparing what it gives. Every function asserts. */

enum { CAPACITY = 23 };

/* Layers of every way in which a pass treats them. */
extern const char pass_full[];

/* A trial of 9x10x3 images with random inputs, outputs' gradients and parameters. */
void trial_open_image(struct trial *trial, const char *list, int capacity, int threads);

/* Forward and backward, for everything, of `count` examples. */
void trial_work(struct trial *trial, int count);

void fill_with(float *values, float value, size_t count);
void all_are(const char *what, const float *values, float value, size_t count);

void same_bits(const char *what, const float *a, const float *b, size_t count);
void same_results(const struct trial *a, const struct trial *b, int count);

/* Within rounding. */
void nearly_same(const char *what, const float *a, const float *b, size_t count);
void nearly_same_results(const struct trial *a, const struct trial *b, int count);

#endif
