#include "kernels/convolution.h"

#include "kernels/elementwise.h"
#include "kernels/geometry.h"

size_t convolution_scratch(const struct geometry *g)
{
    size_t sizes[] = {small_from_large_scratch(g), large_from_small_scratch(g), weight_from_both_scratch(g)};
    size_t most = sizes[0];
    for (int i = 1; i < 3; i++) {
        most = sizes[i] > most ? sizes[i] : most;
    }
    return most;
}

/* First the weights of small_from_large, then those of large_from_small. */
static size_t large_place(const struct geometry *g)
{
    return scratch_part(small_from_large_arranged(g));
}

size_t convolution_arranged(const struct geometry *g)
{
    return large_place(g) + large_from_small_arranged(g);
}

void convolution_arrange(const struct geometry *g, const float *w, float *arranged)
{
    small_from_large_arrange(g, w, LARGE_FIRST, arranged);
    large_from_small_arrange(g, w, LARGE_FIRST, arranged + large_place(g));
}

void transposed_arrange(const struct geometry *g, const float *w, float *arranged)
{
    small_from_large_arrange(g, w, SMALL_FIRST, arranged);
    large_from_small_arrange(g, w, SMALL_FIRST, arranged + large_place(g));
}

void convolution_forward(const struct geometry *g, int count, const float *x, const float *arranged, const float *b,
                         float *y, float *scratch)
{
    small_from_large(g, count, x, arranged, b, y, scratch);
}

void convolution_backward_input(const struct geometry *g, int count, const float *dy, const float *arranged, float *dx,
                                float *scratch)
{
    large_from_small(g, count, dy, arranged + large_place(g), NULL, dx, scratch);
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
    large_from_small(g, count, x, arranged + large_place(g), b, y, scratch);
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
