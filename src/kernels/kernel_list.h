/* Every kernel: a function on arrays that is built once for each instruction set, from the sources named vector_*.c,
 * where its name is ISA(name), and called by its name alone, which leads to the set that is in use. A row says
 *
 *   KERNEL(result, name, parameters, arguments)
 *
 * and whoever includes this list says what becomes of a row: prototypes, the members of a table, its elements, the
 * functions that lead to the set in use. So there is no guard here. */

/* A product of matrices: of b in panels, or of b transposed, by dot products, which has a_step 1 and no groups. */
KERNEL(void, multiply_panels, (const struct product *product), (product))
KERNEL(void, multiply_dots, (const struct product *product), (product))

/* columns x rows to rows x columns: y[r * y_step + c] = x[c * x_step + r] */
KERNEL(void, transpose, (const float *x, ptrdiff_t x_step, float *y, ptrdiff_t y_step, int rows, int columns),
       (x, x_step, y, y_step, rows, columns))

/* Into panels (panels.h): rows of a matrix with `total` rows, which go to panels + (number of the first) * panel.
 * Element (i, j) is x[i * step + j], or of the transposed x[j * step + i]. */
KERNEL(void, panels_fill, (float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns),
       (panels, total, x, step, rows, columns))
KERNEL(void, panels_fill_transposed, (float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns),
       (panels, total, x, step, rows, columns))

/* The transforms of winograd.c, of a run of tiles: B' d B of the pixels, B v B' added to the pixels, A' m A + bias,
 * A y A'; G g G' of `count` neighbours, and G' u G added to them, where value k is at u + k * step and the tap of row i
 * and column j at dw + i * row + j * column. Channels and counts are multiples of PANEL_MAX. */
KERNEL(void, winograd_input,
       (const struct tile_run *run, const struct tile_image *image, const float *pixels, int channels,
        const struct tile_values *values),
       (run, image, pixels, channels, values))
KERNEL(void, winograd_add,
       (const struct tile_run *run, const struct tile_image *image, float *pixels, int channels,
        const struct tile_values *values),
       (run, image, pixels, channels, values))
KERNEL(void, winograd_output,
       (const struct tile_run *run, const struct tile_image *image, const struct tile_values *values, int channels,
        const float *bias, float *pixels),
       (run, image, values, channels, bias, pixels))
KERNEL(void, winograd_gradient,
       (const struct tile_run *run, const struct tile_image *image, const float *pixels, int channels,
        const struct tile_values *values),
       (run, image, pixels, channels, values))
KERNEL(void, winograd_weights, (int taps, const float *from, float *u, size_t count), (taps, from, u, count))
KERNEL(void, winograd_taps,
       (int taps, const float *u, ptrdiff_t step, float *dw, ptrdiff_t row, ptrdiff_t column, int count),
       (taps, u, step, dw, row, column, count))

/* From here on: loops over float32 arrays of count elements, or of rows x channels. y and dx may be the array that is
 * read. */

KERNEL(void, add_to, (float *y, const float *x, size_t count), (y, x, count))                 /* y += x */
KERNEL(void, add, (float *y, const float *a, const float *b, size_t count), (y, a, b, count)) /* y = a + b */

/* sum = (add: +=) the SHARDS arrays at shards, shards + stride, ..., added in the tree of shards.h. */
KERNEL(void, add_tree, (const float *shards, size_t stride, size_t count, bool add, float *sum),
       (shards, stride, count, add, sum))

/* average += rate * (x - average) */
KERNEL(void, average_to, (float *average, const float *x, float rate, size_t count), (average, x, rate, count))

/* A step of Adam (optim/adam.h): g = scale dw + decay shrink w; first = beta1 first + rest1 g;
 * second = beta2 second + rest2 g^2; w = shrink w - rate first / (sqrt(second) root + epsilon). Returns whether every w
 * is finite still. */
KERNEL(bool, adam_step,
       (const struct adam_rates *rates, const float *dw, float *w, float *first, float *second, size_t count),
       (rates, dw, w, first, second, count))

/* y = scale x where passed is not 0, else 0 */
KERNEL(void, select_scaled, (const float *x, const uint8_t *passed, float scale, float *y, size_t count),
       (x, passed, scale, y, count))

/* Of each row of activation_list.h: y from x, and dx from dy and what backward reads. */
#define ACTIVATION(name, read, value, slope)                                                                           \
    KERNEL(void, name##_forward, (const float *x, float *y, float a, size_t count), (x, y, a, count))                  \
    KERNEL(void, name##_backward, (const float *read, const float *dy, float *dx, float a, size_t count),              \
           (read, dy, dx, a, count))
#include "kernels/activation_list.h"
#undef ACTIVATION

/* y = scale[c] * x + shift[c] */
KERNEL(void, scale_shift,
       (const float *x, const float *scale, const float *shift, float *y, size_t rows, size_t channels),
       (x, scale, shift, y, rows, channels))

/* dx = a[c] dy + b[c] x + c[c] */
KERNEL(void, combine_channels,
       (const float *dy, const float *x, const float *a, const float *b, const float *c, float *dx, size_t rows,
        size_t channels),
       (dy, x, a, b, c, dx, rows, channels))

/* sums[c] += sum over r of x[r][c] */
KERNEL(void, sum_rows, (const float *x, float *sums, size_t rows, size_t channels), (x, sums, rows, channels))

/* y[r * y_step + c] = x[r * x_step + c]; x_step 0: every row is the same. y is another array. */
KERNEL(void, copy_rows, (const float *x, size_t x_step, float *y, size_t y_step, size_t rows, size_t channels),
       (x, x_step, y, y_step, rows, channels))

/* y = scale[c] * x */
KERNEL(void, multiply_rows, (const float *x, const float *scale, float *y, size_t rows, size_t channels),
       (x, scale, y, rows, channels))

/* sums[c] = sum over r of a[r][c] b[r][c] */
KERNEL(void, sum_row_products, (const float *a, const float *b, float *sums, size_t rows, size_t channels),
       (a, b, sums, rows, channels))

/* The sum of a[i] b[i]. */
KERNEL(double, dot, (const float *a, const float *b, size_t count), (a, b, count))

/* v = w u and u = w' v, for w (rows, columns) and v of `rows` numbers, u of `columns`; w -= share v u', times scale. */
KERNEL(void, matrix_times_vector, (const float *w, const float *u, float *v, size_t rows, size_t columns),
       (w, u, v, rows, columns))
KERNEL(void, vector_times_matrix, (const float *v, const float *w, float *u, size_t rows, size_t columns),
       (v, w, u, rows, columns))
KERNEL(void, subtract_outer,
       (float *w, const float *v, const float *u, float share, float scale, size_t rows, size_t columns),
       (w, v, u, share, scale, rows, columns))

/* For normalisation: sums[c] += x, squares[c] += x^2. */
KERNEL(void, sum_squares, (const float *x, double *sums, double *squares, size_t rows, size_t channels),
       (x, sums, squares, rows, channels))

/* sums[c] += dy, products[c] += dy (x - mean[c]). */
KERNEL(void, sum_products,
       (const float *dy, const float *x, const float *mean, double *sums, double *products, size_t rows,
        size_t channels),
       (dy, x, mean, sums, products, rows, channels))

/* Each row: y = x r with r = 1 / sqrt(mean of x^2 + epsilon), and dx = r (dy - y mean(dy y)). */
KERNEL(void, normalize_rows, (const float *x, float *y, float epsilon, size_t rows, size_t channels),
       (x, y, epsilon, rows, channels))
KERNEL(void, normalize_rows_backward,
       (const float *x, const float *dy, float *dx, float epsilon, size_t rows, size_t channels),
       (x, dy, dx, epsilon, rows, channels))

/* As pooling.h says. */
KERNEL(void, max_pool_forward, (const struct pooling *pooling, int count, const float *x, float *y, uint8_t *winner),
       (pooling, count, x, y, winner))
KERNEL(void, max_pool_backward,
       (const struct pooling *pooling, int count, const float *dy, const uint8_t *winner, float *dx),
       (pooling, count, dy, winner, dx))

/* The fastest that this instruction set computes: rounds of multiply-adds, each of peak_flops operations, that read and
 * write registers only. The result is of no use but to keep the compiler from leaving them out. */
KERNEL(float, peak_rounds, (size_t rounds, float start), (rounds, start))
