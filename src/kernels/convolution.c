#include "kernels/convolution.h"

#include "kernels/elementwise.h"
#include "kernels/matrix.h"

#include <string.h>

/* Every function goes through patches: a matrix with a row for each position of the small image, holding the kernel x
 * kernel x channels of the large image that the position sees. */

static int positions(const struct geometry *g)
{
    return g->small_height * g->small_width;
}

static int patch_size(const struct geometry *g)
{
    return g->kernel * g->kernel * g->large_channels;
}

static size_t large_size(const struct geometry *g)
{
    return (size_t)g->large_height * (size_t)g->large_width * (size_t)g->large_channels;
}

static size_t small_size(const struct geometry *g)
{
    return (size_t)positions(g) * (size_t)g->small_channels;
}

size_t convolution_scratch(const struct geometry *g)
{
    return (size_t)positions(g) * (size_t)patch_size(g);
}

/* The part of a kernel row that lies inside the large image: taps from..to-1 of those that start at column. */
static void inside(const struct geometry *g, int column, int *from, int *to)
{
    *from = column < 0 ? -column : 0;
    *to = g->large_width - column < g->kernel ? g->large_width - column : g->kernel;
    if (*from > g->kernel) {
        *from = g->kernel;
    }
    if (*to < *from) {
        *to = *from;
    }
}

static void gather(const struct geometry *g, const float *large, float *patches)
{
    size_t channels = (size_t)g->large_channels;
    float *out = patches;
    for (int i = 0; i < g->small_height; i++) {
        for (int j = 0; j < g->small_width; j++) {
            int column = j * g->stride - g->left;
            int from, to;
            inside(g, column, &from, &to);
            for (int k = 0; k < g->kernel; k++, out += (size_t)g->kernel * channels) {
                int row = i * g->stride - g->top + k;
                if (row < 0 || row >= g->large_height) {
                    memset(out, 0, (size_t)g->kernel * channels * sizeof *out);
                    continue;
                }
                const float *in = large + ((size_t)row * (size_t)g->large_width) * channels;
                memset(out, 0, (size_t)from * channels * sizeof *out);
                if (to > from) {
                    memcpy(out + (size_t)from * channels, in + (size_t)(column + from) * channels,
                           (size_t)(to - from) * channels * sizeof *out);
                }
                memset(out + (size_t)to * channels, 0, (size_t)(g->kernel - to) * channels * sizeof *out);
            }
        }
    }
}

static void scatter(const struct geometry *g, const float *patches, float *large)
{
    size_t channels = (size_t)g->large_channels;
    const float *in = patches;
    memset(large, 0, large_size(g) * sizeof *large);
    for (int i = 0; i < g->small_height; i++) {
        for (int j = 0; j < g->small_width; j++) {
            int column = j * g->stride - g->left;
            int from, to;
            inside(g, column, &from, &to);
            for (int k = 0; k < g->kernel; k++, in += (size_t)g->kernel * channels) {
                int row = i * g->stride - g->top + k;
                if (row < 0 || row >= g->large_height || to == from) {
                    continue;
                }
                float *out = large + ((size_t)row * (size_t)g->large_width + (size_t)(column + from)) * channels;
                add_to(out, in + (size_t)from * channels, (size_t)(to - from) * channels);
            }
        }
    }
}

void convolution_forward(const struct geometry *g, int count, const float *x, const float *w, const float *b, float *y,
                         float *scratch)
{
    for (int n = 0; n < count; n++, x += large_size(g), y += small_size(g)) {
        gather(g, x, scratch);
        matrix_multiply(positions(g), g->small_channels, patch_size(g), (struct matrix){scratch, patch_size(g), 0},
                        (struct matrix){w, g->small_channels, 0}, MATRIX_SET, y, g->small_channels);
        if (b) {
            add_bias(y, b, (size_t)positions(g), (size_t)g->small_channels);
        }
    }
}

void convolution_backward_input(const struct geometry *g, int count, const float *dy, const float *w, float *dx,
                                float *scratch)
{
    for (int n = 0; n < count; n++, dy += small_size(g), dx += large_size(g)) {
        matrix_multiply(positions(g), patch_size(g), g->small_channels, (struct matrix){dy, g->small_channels, 0},
                        (struct matrix){w, g->small_channels, 1}, MATRIX_SET, scratch, patch_size(g));
        scatter(g, scratch, dx);
    }
}

void convolution_backward_weight(const struct geometry *g, int count, const float *x, const float *dy, float *dw,
                                 float *db, float *scratch)
{
    for (int n = 0; n < count; n++, x += large_size(g), dy += small_size(g)) {
        gather(g, x, scratch);
        matrix_multiply(patch_size(g), g->small_channels, positions(g), (struct matrix){scratch, patch_size(g), 1},
                        (struct matrix){dy, g->small_channels, 0}, MATRIX_ADD, dw, g->small_channels);
        if (db) {
            sum_rows(dy, db, (size_t)positions(g), (size_t)g->small_channels);
        }
    }
}

/* The kernel's taps one by one, since the weights [small channels][large channels] of each are a matrix of their own.
 */
static int taps(const struct geometry *g)
{
    return g->kernel * g->kernel;
}

static size_t tap_size(const struct geometry *g)
{
    return (size_t)g->small_channels * (size_t)g->large_channels;
}

void transposed_forward(const struct geometry *g, int count, const float *x, const float *w, const float *b, float *y,
                        float *scratch)
{
    for (int n = 0; n < count; n++, x += small_size(g), y += large_size(g)) {
        for (int tap = 0; tap < taps(g); tap++) {
            matrix_multiply(positions(g), g->large_channels, g->small_channels,
                            (struct matrix){x, g->small_channels, 0},
                            (struct matrix){w + (size_t)tap * tap_size(g), g->large_channels, 0}, MATRIX_SET,
                            scratch + (size_t)tap * (size_t)g->large_channels, patch_size(g));
        }
        scatter(g, scratch, y);
        if (b) {
            add_bias(y, b, (size_t)g->large_height * (size_t)g->large_width, (size_t)g->large_channels);
        }
    }
}

void transposed_backward_input(const struct geometry *g, int count, const float *dy, const float *w, float *dx,
                               float *scratch)
{
    for (int n = 0; n < count; n++, dy += large_size(g), dx += small_size(g)) {
        gather(g, dy, scratch);
        for (int tap = 0; tap < taps(g); tap++) {
            matrix_multiply(positions(g), g->small_channels, g->large_channels,
                            (struct matrix){scratch + (size_t)tap * (size_t)g->large_channels, patch_size(g), 0},
                            (struct matrix){w + (size_t)tap * tap_size(g), g->large_channels, 1},
                            tap == 0 ? MATRIX_SET : MATRIX_ADD, dx, g->small_channels);
        }
    }
}

void transposed_backward_weight(const struct geometry *g, int count, const float *x, const float *dy, float *dw,
                                float *db, float *scratch)
{
    for (int n = 0; n < count; n++, x += small_size(g), dy += large_size(g)) {
        gather(g, dy, scratch);
        for (int tap = 0; tap < taps(g); tap++) {
            matrix_multiply(g->small_channels, g->large_channels, positions(g),
                            (struct matrix){x, g->small_channels, 1},
                            (struct matrix){scratch + (size_t)tap * (size_t)g->large_channels, patch_size(g), 0},
                            MATRIX_ADD, dw + (size_t)tap * tap_size(g), g->large_channels);
        }
        if (db) {
            sum_rows(dy, db, (size_t)g->large_height * (size_t)g->large_width, (size_t)g->large_channels);
        }
    }
}
