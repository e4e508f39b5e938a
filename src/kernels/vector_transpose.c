#include "kernels/vector.h"

typedef float four __attribute__((vector_size(16)));

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
