#include "kernels/vector.h"

/* multiply_dots: y = a b with b transposed, for few columns. The steps lie side by side in a vector, whose elements are
 * added up at the end. */

/* Rows by columns that are summed up in registers at a time. */
enum { DOT_ROWS = 8, DOT_WIDE_ROWS = 4, DOT_COLUMNS = 2 };

struct dots {
    const float *a[DOT_ROWS], *b[DOT_COLUMNS];
    float *y[DOT_ROWS];
    const float *bias; /* or NULL */
    bool add;
    int segments, length;
    ptrdiff_t a_segment;
};

/* In the same order for any length of vector that is a power of two. */
INLINE float total(vector v)
{
    float part[VECTOR];
    vector_store(part, v);
    for (int half = VECTOR / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) {
            part[i] += part[i + half];
        }
    }
    return part[0];
}

INLINE void add_step(const struct dots *dots, ptrdiff_t a, ptrdiff_t b, int rows, int columns, float sum[][DOT_COLUMNS])
{
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
            sum[r][c] += dots->a[r][a] * dots->b[c][b];
        }
    }
}

/* rows and columns are constants where this is called. */
INLINE void dot_block(const struct dots *dots, int rows, int columns)
{
    vector sum[DOT_ROWS][DOT_COLUMNS] = {0};
    float rest[DOT_ROWS][DOT_COLUMNS] = {0};
    int whole = dots->length - dots->length % VECTOR;
    for (int s = 0; s < dots->segments; s++) {
        ptrdiff_t a = s * dots->a_segment, b = (ptrdiff_t)s * dots->length;
        for (int t = 0; t < whole; t += VECTOR) {
            UNROLL
            for (int c = 0; c < columns; c++) {
                vector weights = vector_load(dots->b[c] + b + t);
                UNROLL
                for (int r = 0; r < rows; r++) {
                    sum[r][c] += vector_load(dots->a[r] + a + t) * weights;
                }
            }
        }
        for (int t = whole; t < dots->length; t++) {
            add_step(dots, a + t, b + t, rows, columns, rest);
        }
    }
    UNROLL
    for (int r = 0; r < rows; r++) {
        UNROLL
        for (int c = 0; c < columns; c++) {
            float start = dots->add ? dots->y[r][c] : dots->bias ? dots->bias[c] : 0.0f;
            dots->y[r][c] = start + (total(sum[r][c]) + rest[r][c]);
        }
    }
}

static void dot_rows(const struct dots *dots, int rows, int columns)
{
    if (columns == 1 && rows == DOT_ROWS) {
        dot_block(dots, DOT_ROWS, 1);
    } else if (columns == 2 && rows == DOT_WIDE_ROWS) {
        dot_block(dots, DOT_WIDE_ROWS, 2);
    } else {
        struct dots one = *dots;
        for (int r = 0; r < rows; r++) {
            one.a[0] = dots->a[r];
            one.y[0] = dots->y[r];
            if (columns == 2) {
                dot_block(&one, 1, 2);
            } else {
                dot_block(&one, 1, 1);
            }
        }
    }
}

static void dot_columns(const struct product *p, struct dots *dots, float *y, int columns)
{
    struct row_walk walk = {p->a, y, 0};
    int at_once = columns == 1 ? DOT_ROWS : DOT_WIDE_ROWS;
    for (int row = 0; row < p->rows; row += at_once) {
        int rows = p->rows - row < at_once ? p->rows - row : at_once;
        for (int r = 0; r < rows; r++) {
            next_row(p, &walk, &dots->a[r], &dots->y[r]);
        }
        dot_rows(dots, rows, columns);
    }
}

void ISA(multiply_dots)(const struct product *p)
{
    struct dots dots = {.add = p->add, .segments = p->segments, .length = p->length, .a_segment = p->a_segment};
    ptrdiff_t steps = (ptrdiff_t)p->segments * p->length;
    for (int column = 0; column < p->columns; column += DOT_COLUMNS) {
        int columns = p->columns - column < DOT_COLUMNS ? 1 : DOT_COLUMNS;
        for (int c = 0; c < columns; c++) {
            dots.b[c] = p->b + (column + c) * steps;
        }
        dots.bias = p->bias ? p->bias + column : NULL;
        dot_columns(p, &dots, p->y + column, columns);
    }
}
