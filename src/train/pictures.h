#ifndef TRAIN_PICTURES_H
#define TRAIN_PICTURES_H

#include "nn/layer.h"
#include "run/metrics_read.h"

/* The pictures that a run leaves. */

/* confusion.png: which class was read as which; (classes, classes), [label][prediction]. names: as plot_confusion has
 * them. */
bool picture_confusion(const struct run_folder *folder, const int64_t *confusion, int classes, const char *const *names,
                       struct fg_error *error);

/* Images, floats in -1..1, on a grid: samples/step-NNNNNN.png and, the same, samples.png. */
bool picture_samples(const struct run_folder *folder, int64_t step, const float *images, struct shape image, int rows,
                     int columns, struct fg_error *error);

/* losses.png and scores.png: records, as metrics.jsonl holds them, against the steps. Scores are the metrics whose
 * names don't end in "loss". */
bool picture_curves(const struct run_folder *folder, const struct metric_table *records, struct fg_error *error);

#endif
