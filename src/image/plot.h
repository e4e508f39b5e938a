#ifndef IMAGE_PLOT_H
#define IMAGE_PLOT_H

#include "forger/image.h"

#include <stdint.h>

/* Pictures of numbers, RGB on white. The same numbers give the same pixels. */

/* A curve: count points in ascending x, joined by lines. A y that is not finite leaves a gap. All is borrowed. */
struct plot_series {
    const char *name; /* in the legend; NULL: not named there */
    const double *x, *y;
    int count;
};

struct plot {
    const char *title, *x_label, *y_label; /* each may be NULL */
    bool whole_x;                          /* x counts something: steps, epochs */
    const struct plot_series *series;
    int count;
};

enum { PLOT_HEIGHT_MIN = 200, PLOT_WIDTH_MIN = 300 };

/* Draw height x width pixels, at least PLOT_HEIGHT_MIN x PLOT_WIDTH_MIN; 500 x 900 reads well. Axes, ticks and their
 * numbers are chosen from the points; without any, the axes are drawn and "no data" between them. The caller frees the
 * image. */
bool plot_lines(struct fg_image *image, const struct plot *plot, int height, int width, struct fg_error *error);

/* Draw a confusion matrix: confusion is (classes, classes) counts, [label][prediction], classes in 1..256. A cell is
 * shaded by its share of its row, blue on the diagonal, orange (and more easily seen) off it, and shows its count where
 * that fits; at the right stands each row's share on the diagonal, the recall, and above all the number of examples and
 * the accuracy. The caller frees the image. */
bool plot_confusion(struct fg_image *image, const int64_t *confusion, int classes, const char *const *names,
                    struct fg_error *error);

#endif
