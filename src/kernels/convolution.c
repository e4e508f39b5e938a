#include "kernels/convolution.h"

#include "kernels/elementwise.h"
#include "kernels/geometry.h"
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

void convolution_arrange(const struct geometry *g, enum direction direction, int piece, const float *w, float *arranged)
{
    (direction == FORWARD ? small_from_large_arrange : large_from_small_arrange)(g, w, LARGE_FIRST, piece, arranged);
}

void transposed_arrange(const struct geometry *g, enum direction direction, int piece, const float *w, float *arranged)
{
    (direction == FORWARD ? large_from_small_arrange : small_from_large_arrange)(g, w, SMALL_FIRST, piece, arranged);
}

void convolution_forward(const struct geometry *g, int count, const float *x, const float *arranged, const float *b,
                         float *y, float *scratch)
{
    small_from_large(g, count, x, arranged, b, y, scratch);
}

void convolution_backward_input(const struct geometry *g, int count, const float *dy, const float *arranged, float *dx,
                                float *scratch)
{
    large_from_small(g, count, dy, arranged, NULL, dx, scratch);
}

void convolution_backward_weight(const struct geometry *g, int count, const float *x, const float *dy, float *dw,
                                 float *db, float *scratch)
{
    weight_from_both(g, count, x, dy, LARGE_FIRST, dw, scratch);
    if (db) {
        sum_rows(dy, db, (size_t)count * (size_t)geometry_positions(g), (size_t)g->small_channels);
    }
}

void transposed_forward(const struct geometry *g, int count, const float *x, const float *arranged, const float *b,
                        float *y, float *scratch)
{
    large_from_small(g, count, x, arranged, b, y, scratch);
}

void transposed_backward_input(const struct geometry *g, int count, const float *dy, const float *arranged, float *dx,
                               float *scratch)
{
    small_from_large(g, count, dy, arranged, NULL, dx, scratch);
}

void transposed_backward_weight(const struct geometry *g, int count, const float *x, const float *dy, float *dw,
                                float *db, float *scratch)
{
    weight_from_both(g, count, dy, x, SMALL_FIRST, dw, scratch);
    if (db) {
        sum_rows(dy, db, (size_t)count * (size_t)g->large_height * (size_t)g->large_width, (size_t)g->large_channels);
    }
}
