#ifndef KERNELS_PRODUCT_H
#define KERNELS_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

/* Sums of products, the inner loops of convolutions and dense layers:
 *
 *   y[r][c] = sum over s, t of a_r[place(s) + t * a_step] * b[s * length + t][c]  (+ bias[c], or + y[r][c])
 *
 * for rows r and columns c. Row r = i * row_length + j begins at a + i * a_outer + j * a_inner and is written to
 * y + i * y_outer + j * y_inner. So a patch of an image is read where it lies: a segment is a row of the kernel, whose
 * pixels and channels are neighbours in memory, and no matrix of patches is ever made. Segment s is number s % group of
 * a group of segments: place(s) = s / group * a_group + s % group * a_segment.
 *
 * b is in panels: `panel` columns (see kernel_table) stand side by side for all s and t, the last panel's filled up
 * with zeros; b_panel floats lie between one panel and the next. For dot products b is transposed instead: a row of
 * segments * length values a column.
 *
 * Where the steps are the examples of a batch, `sharded` sums them in the tree of shards.h. Then there is one segment,
 * b is in panels, and the rows of a are neighbours: a_inner is 1, row_length is rows. */
struct product {
    int rows, row_length, columns, segments, length;
    int group; /* 0: all are one group */
    ptrdiff_t a_outer, a_inner, a_group, a_segment, a_step;
    ptrdiff_t b_panel; /* 0: the panels are neighbours */
    ptrdiff_t y_outer, y_inner;
    const float *a, *b;
    const float *bias; /* or NULL */
    float *y;
    bool add; /* to what is in y; then bias is NULL */
    bool sharded;
};

#endif
