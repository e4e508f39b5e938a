#ifndef TESTS_NN_SUPPORT_H
#define TESTS_NN_SUPPORT_H

#include "nn/pass.h"
#include "run/safetensors.h"

/* A net from a list in YAML, with one pass. Every function asserts. */
struct trial {
    struct yaml_document document;
    struct net net;
    struct pass pass;
    struct arena arena;
};

/* The pass has room for `capacity` examples and starts with count = capacity, training, seed 1, step 0; the net has its
 * first weights. name: the net's. */
void trial_open(struct trial *trial, const char *name, const char *list, struct shape input, int capacity, int threads);
void trial_close(struct trial *trial);

/* Only net_read: false with an error where it fails. Either way trial_close. */
bool trial_build(struct trial *trial, const char *name, const char *list, struct shape input, struct fg_error *error);

/* The same for nets of several inputs and outputs; the net's name is `model`. */
struct trial_options {
    struct net_input inputs[NET_INPUTS_MAX];
    int capacity, threads;
    unsigned seeds; /* as pass_options has them */
};

void trial_open_with(struct trial *trial, const char *list, const struct trial_options *options);
bool trial_build_with(struct trial *trial, const char *list, const struct trial_options *options,
                      struct fg_error *error);

/* "9x9x1" */
struct shape shape_of(const char *text);

/* Standard normal numbers. */
void fill_normal(float *values, size_t count, uint64_t seed);

/* Numbers in `count` examples of a net's first input and output, or of any. */
size_t input_size(const struct trial *trial, int count);
size_t output_size(const struct trial *trial, int count);
size_t input_size_of(const struct trial *trial, int input, int count);
size_t output_size_of(const struct trial *trial, int output, int count);

/* Whether the pass has a gradient of the output for the test to fill. */
bool trial_seeds(const struct trial *trial, int output);

/* Random inputs, outputs' gradients and parameters. */
void trial_randomize(struct trial *trial, uint64_t seed);

/* Take the net's parameters or buffers from the golden's tensors "PREFIX.NAME". */
void trial_load(struct trial *trial, const struct safetensors *file, const char *parameters, const char *buffers);

/* Compare a block with the golden's tensors "PREFIX.NAME". */
void trial_compare_parameters(const struct trial *trial, const struct safetensors *file, const char *prefix,
                              const float *block, const char *what, double tolerance);
void trial_compare_buffers(const struct trial *trial, const struct safetensors *file, const char *prefix,
                           const char *what, double tolerance);

#endif
