#ifndef FORGER_MODEL_H
#define FORGER_MODEL_H

#include "forger/data.h"
#include "forger/error.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A trained network: a classifier that reads images, or a generator that draws them.
 *
 *     struct fg_error error;
 *     struct fg_model *model = fg_model_load("outputs/mnist-cnn", 1, &error);
 *     float p[10];
 *     if (model && fg_model_classify(model, pixels, 1, p, &error)) { ... }
 *     fg_model_free(model);
 *
 * Threads: different models may be used by different threads at the same time, one model by one thread at a time. It
 * gives the same on any number of threads. Arrays are the caller's, row by row, as their shapes say. A function that
 * fails has written nothing into them that means anything, and the model is as it was.
 */

struct fg_model;

struct fg_model_info {
    const char *what;               /* in words: "a classifier", "a GAN" */
    bool reads, draws;              /* what it does: fg_model_classify and fg_model_measure, fg_model_generate */
    int height, width, channels;    /* of the images it reads or draws */
    int classes;                    /* that it tells apart, or draws as asked; 0: it draws without a condition */
    const char *const *class_names; /* (classes), which live as long as the model; NULL: they are called 0, 1, ... */
    int latent;                     /* numbers a generator starts from; 0 where it draws none */
    uint64_t seed;                  /* of the experiment */
    const char *name, *weights; /* the experiment's name, the file the weights came from; live as long as the model */
    bool averaged;              /* the weights are the moving average */
};

/* Take best.safetensors where it exists, else last.safetensors; averaged weights where they are kept. `run` is the
 * folder, also by its name under outputs/. threads: 1..1024; 0: as many as the process may use. NULL on failure:
 * FG_USAGE for other threads or a config.yaml that is no experiment, FG_FAILED for files that are missing, broken, or
 * don't belong together, and for memory. */
struct fg_model *fg_model_load(const char *run, int threads, struct fg_error *error);

/* A run that is in memory, part of a program perhaps. The bytes aren't needed once the model is loaded. */
struct fg_model_files {
    const char *config, *manifest; /* the texts of config.yaml and run.json */
    const void *weights;           /* the bytes of best.safetensors or last.safetensors */
    size_t weights_size;
};

/* The same from memory. */
struct fg_model *fg_model_load_memory(const struct fg_model_files *files, int threads, struct fg_error *error);

void fg_model_free(struct fg_model *model); /* NULL is fine */

struct fg_model_info fg_model_info(const struct fg_model *model);

/* What a model doesn't do is FG_USAGE: "outputs/x: is a GAN, want a classifier". With count 0 that is all that these
 * functions look at.
 *
 * probabilities (count, classes) of images (count, height, width, channels), bytes 0..255 with light strokes on a dark
 * ground. */
bool fg_model_classify(struct fg_model *model, const uint8_t *pixels, uint32_t count, float *probabilities,
                       struct fg_error *error);

/* The same of numbers as the network takes them: images are -1..1 (black to white). */
bool fg_model_classify_values(struct fg_model *model, const float *values, uint32_t count, float *probabilities,
                              struct fg_error *error);

/* How well a classifier reads labelled images. */
struct fg_measure {
    uint32_t count, right; /* images; those read as their label says */
    double loss;           /* the experiment's, mean over the images */
};

/* Fails where the images have no labels, more classes than the classifier, or another size. */
bool fg_model_measure(struct fg_model *model, const struct fg_dataset *images, struct fg_measure *measure,
                      struct fg_error *error);

/* Which images a generator draws: numbers first, first + 1, ... of a seed. */
struct fg_generation {
    uint64_t seed;
    uint32_t first, count;
    const float *latent;   /* (count, latent) to draw from, in place of what the seed gives; or NULL */
    const uint8_t *labels; /* (count): the class of each, where the model has classes; NULL: drawn by the seed */
};

/* Draw them: floats in -1..1, (count, height, width, channels). FG_USAGE for labels that the model has no classes for.
 */
bool fg_model_generate(struct fg_model *model, const struct fg_generation *what, float *images, struct fg_error *error);

/* What a metric came to. */
struct fg_metric {
    const char *name; /* lives as long as the program */
    double value;
};

enum { FG_METRICS_MAX = 8 };

/* The metrics that a generator's experiment names, of images drawn by seed, and, where they want real ones, of the
 * run's data. each: so many images for each of them; 0: as the experiment says. Fills metrics and their count, which is
 * 0 where the experiment names none. FG_FAILED where the data can't be read. */
bool fg_model_metrics(struct fg_model *model, uint64_t seed, uint32_t each, struct fg_metric metrics[FG_METRICS_MAX],
                      int *count, struct fg_error *error);

/* What the network itself is given, and what it gives. */
struct fg_inputs {
    uint32_t count;
    const uint8_t *pixels; /* (count, height, width, channels), 0..255, which it is given as -1..1; or NULL */
    const float *values;   /* what it is given: images, or a generator's latent vectors (count, latent); or NULL */
    const uint8_t *labels; /* (count): the class of each, where it is told one; NULL: none */
};

/* How many numbers it gives for an example: as a classifier its logits, as a generator the image. output NULL: the last
 * layer's; else those of a layer that `output:` gives this name. 0: it has no such output. */
int fg_model_output_size(const struct fg_model *model, const char *output);

/* Give it inputs, and copy an output: (count, fg_model_output_size). FG_USAGE where it has no such output, where not
 * one of pixels and values is there (and for pixels given to a generator), and for labels out of range. */
bool fg_model_forward(struct fg_model *model, const struct fg_inputs *inputs, const char *output, float *numbers,
                      struct fg_error *error);

#ifdef __cplusplus
}
#endif

#endif
