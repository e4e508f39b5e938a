#include "kernels/vector.h"

/* Products of a matrix and vectors. A sum of many numbers is made in float by as many of them at a time as lose
 * nothing, and these sums are added in double. */

enum { TERMS = 64 * VECTOR };

double ISA(dot)(const float *a, const float *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i += TERMS) {
        size_t rest = count - i;
        sum += (double)vector_dot(a + i, b + i, rest < TERMS ? rest : TERMS);
    }
    return sum;
}

void ISA(matrix_times_vector)(const float *w, const float *u, float *v, size_t rows, size_t columns)
{
    for (size_t r = 0; r < rows; r++) {
        v[r] = (float)ISA(dot)(w + r * columns, u, columns);
    }
}

void ISA(vector_times_matrix)(const float *v, const float *w, float *u, size_t rows, size_t columns)
{
    memset(u, 0, columns * sizeof *u);
    for (size_t r = 0; r < rows; r++) {
        const float *row = w + r * columns;
        for (size_t c = 0; c < columns; c++) {
            u[c] += v[r] * row[c];
        }
    }
}

void ISA(subtract_outer)(float *w, const float *v, const float *u, float share, float scale, size_t rows,
                         size_t columns)
{
    for (size_t r = 0; r < rows; r++) {
        float *row = w + r * columns;
        for (size_t c = 0; c < columns; c++) {
            row[c] = scale * (row[c] - share * v[r] * u[c]);
        }
    }
}
