#include "kernels/convolution.h"

#include "kernels/convolution_large.h"
#include "kernels/convolution_small.h"
#include "kernels/convolution_weight.h"
#include "kernels/kernels.h"
#include "kernels/winograd.h"

size_t convolution_scratch(const struct geometry *g)
{
    size_t sizes[] = {small_from_large_scratch(g), large_from_small_scratch(g), weight_from_both_scratch(g)};
    size_t most = sizes[0];
    for (int i = 1; i < 3; i++) {
        most = sizes[i] > most ? sizes[i] : most;
    }
    return most;
}

size_t convolution_arranged(const struct geometry *g)
{
    size_t small = small_from_large_arranged(g), large = large_from_small_arranged(g);
    return small > large ? small : large;
}

int convolution_pieces(const struct geometry *g)
{
    return winograd_fits(g) ? winograd_phases(g) : 1;
}

/* Forward of a convolution, and backward of its transpose. */
static bool reads_large(const struct geometry *g, enum direction direction)
{
    return (direction == FORWARD) != g->transposed;
}

void convolution_arrange(const struct geometry *g, enum direction direction, int piece, const float *w, float *arranged)
{
    (reads_large(g, direction) ? small_from_large_arrange : large_from_small_arrange)(g, w, piece, arranged);
}

void convolution_forward(const struct geometry *g, int count, const float *x, const float *arranged, const float *b,
                         float *y, float *scratch)
{
    (reads_large(g, FORWARD) ? small_from_large : large_from_small)(g, count, x, arranged, b, y, scratch);
}

void convolution_backward_input(const struct geometry *g, int count, const float *dy, const float *arranged, float *dx,
                                float *scratch)
{
    (reads_large(g, BACKWARD) ? small_from_large : large_from_small)(g, count, dy, arranged, NULL, dx, scratch);
}

void convolution_backward_weight(const struct geometry *g, int count, const float *x, const float *dy, float *dw,
                                 float *db, float *scratch)
{
    weight_from_both(g, count, g->transposed ? dy : x, g->transposed ? x : dy, dw, scratch);
    if (db) {
        size_t size = g->transposed ? geometry_large_size(g) : geometry_small_size(g);
        size_t channels = (size_t)(g->transposed ? g->large_channels : g->small_channels);
        sum_rows(dy, db, (size_t)count * size / channels, channels);
    }
}
