#include "kernels/vector.h"

/* Filling panels (see panels.h), and transposing: with vectors, since for few rows of a product this takes a good part
 * of its time. */

static void fill_narrow(float *panel, const float *x, ptrdiff_t step, int rows, int width)
{
    for (int i = 0; i < rows; i++, panel += PANEL, x += step) {
        for (int j = 0; j < PANEL; j++) {
            panel[j] = j < width ? x[j] : 0.0f;
        }
    }
}

void ISA(panels_fill)(float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns)
{
    for (; columns >= PANEL; columns -= PANEL, x += PANEL, panels += (ptrdiff_t)total * PANEL) {
        for (int i = 0; i < rows; i++) {
            vector first = vector_load(x + i * step), second = vector_load(x + i * step + VECTOR);
            vector_store(panels + (ptrdiff_t)i * PANEL, first);
            vector_store(panels + (ptrdiff_t)i * PANEL + VECTOR, second);
        }
    }
    if (columns > 0) {
        fill_narrow(panels, x, step, rows, columns);
    }
}

/* Four by four in registers. */
INLINE void transpose_four(const float *x, ptrdiff_t x_step, float *y, ptrdiff_t y_step)
{
    four a, b, c, d;
    memcpy(&a, x, sizeof a);
    memcpy(&b, x + x_step, sizeof b);
    memcpy(&c, x + 2 * x_step, sizeof c);
    memcpy(&d, x + 3 * x_step, sizeof d);
    four ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    four cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
    b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
    c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
    d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
    memcpy(y, &a, sizeof a);
    memcpy(y + y_step, &b, sizeof b);
    memcpy(y + 2 * y_step, &c, sizeof c);
    memcpy(y + 3 * y_step, &d, sizeof d);
}

void ISA(transpose)(const float *x, ptrdiff_t x_step, float *y, ptrdiff_t y_step, int rows, int columns)
{
    int even_rows = rows - rows % 4, even_columns = columns - columns % 4;
    for (int r = 0; r < even_rows; r += 4) {
        for (int c = 0; c < even_columns; c += 4) {
            transpose_four(x + c * x_step + r, x_step, y + r * y_step + c, y_step);
        }
    }
    for (int r = 0; r < rows; r++) {
        for (int c = r < even_rows ? even_columns : 0; c < columns; c++) {
            y[r * y_step + c] = x[c * x_step + r];
        }
    }
}

void ISA(panels_fill_transposed)(float *panels, int total, const float *x, ptrdiff_t step, int rows, int columns)
{
    for (int column = 0; column < columns; column += PANEL, panels += (ptrdiff_t)total * PANEL) {
        int width = columns - column < PANEL ? columns - column : PANEL;
        ISA(transpose)(x + column * step, step, panels, PANEL, rows, width);
        for (int i = 0; i < rows && width < PANEL; i++) {
            memset(panels + (ptrdiff_t)i * PANEL + width, 0, (size_t)(PANEL - width) * sizeof *panels);
        }
    }
}
