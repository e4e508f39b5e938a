#include "kernels/vector.h"

/* The transforms of winograd.c. Channels are whole vectors; of two images or matrices side by side, `step` floats lie
 * between element k and element k + 1 of a tile's 4 x 4. */

enum { SIDE = 4, OUT = 2 };

/* B' d for one column d of four. */
INLINE void input_column(const vector *d, vector *v, int step)
{
    v[0] = d[0] - d[2 * step];
    v[step] = d[step] + d[2 * step];
    v[2 * step] = d[2 * step] - d[step];
    v[3 * step] = d[step] - d[3 * step];
}

/* A' m */
INLINE void output_column(const vector *m, vector *y, int m_step, int y_step)
{
    y[0] = m[0] + m[m_step] + m[2 * m_step];
    y[y_step] = m[m_step] - m[2 * m_step] - m[3 * m_step];
}

/* A y */
INLINE void gradient_column(const vector *y, vector *p, int y_step, int p_step)
{
    p[0] = y[0];
    p[p_step] = y[0] + y[y_step];
    p[2 * p_step] = y[0] - y[y_step];
    p[3 * p_step] = -y[y_step];
}

void ISA(winograd_input)(const float *plane, ptrdiff_t row, int tiles, int channels, float *v, ptrdiff_t step)
{
    for (int t = 0; t < tiles; t++, plane += OUT * channels, v += channels) {
        for (int c = 0; c < channels; c += VECTOR) {
            vector d[SIDE * SIDE], half[SIDE * SIDE];
            UNROLL
            for (int k = 0; k < SIDE * SIDE; k++) {
                d[k] = vector_load(plane + k / SIDE * row + k % SIDE * channels + c);
            }
            UNROLL
            for (int j = 0; j < SIDE; j++) {
                input_column(d + j, half + j, SIDE);
            }
            UNROLL
            for (int i = 0; i < SIDE; i++) {
                input_column(half + SIDE * i, d + SIDE * i, 1);
            }
            UNROLL
            for (int k = 0; k < SIDE * SIDE; k++) {
                vector_store(v + k * step + c, d[k]);
            }
        }
    }
}

INLINE void output_tile(const float *m, ptrdiff_t step, vector *y)
{
    vector tile[SIDE * SIDE], half[OUT * SIDE];
    UNROLL
    for (int k = 0; k < SIDE * SIDE; k++) {
        tile[k] = vector_load(m + k * step);
    }
    UNROLL
    for (int j = 0; j < SIDE; j++) {
        output_column(tile + j, half + j, SIDE, SIDE);
    }
    UNROLL
    for (int i = 0; i < OUT; i++) {
        output_column(half + SIDE * i, y + OUT * i, 1, 1);
    }
}

void ISA(winograd_output)(const float *m, ptrdiff_t step, int tiles, int channels, const float *bias, float *y,
                          ptrdiff_t row, int rows, int columns)
{
    for (int t = 0; t < tiles; t++, m += channels, columns -= OUT) {
        for (int c = 0; c < channels; c += VECTOR) {
            vector pixel[OUT * OUT], start = bias ? vector_load(bias + c) : (vector){0};
            output_tile(m + c, step, pixel);
            for (int k = 0; k < OUT * OUT; k++) {
                if (k / OUT < rows && k % OUT < columns) {
                    vector_store(y + k / OUT * row + (ptrdiff_t)(OUT * t + k % OUT) * channels + c, pixel[k] + start);
                }
            }
        }
    }
}

void ISA(winograd_gradient)(const float *dy, ptrdiff_t row, int rows, int columns, int tiles, int channels, float *p,
                            ptrdiff_t panel_step, ptrdiff_t step)
{
    for (int t = 0; t < tiles; t++, columns -= OUT) {
        for (int c = 0; c < channels; c += VECTOR) {
            vector y[OUT * OUT], half[SIDE * OUT], tile[SIDE * SIDE];
            for (int k = 0; k < OUT * OUT; k++) {
                bool inside = k / OUT < rows && k % OUT < columns;
                y[k] = inside ? vector_load(dy + k / OUT * row + (ptrdiff_t)(OUT * t + k % OUT) * channels + c)
                              : (vector){0};
            }
            UNROLL
            for (int j = 0; j < OUT; j++) {
                gradient_column(y + j, half + j, OUT, OUT);
            }
            UNROLL
            for (int i = 0; i < SIDE; i++) {
                gradient_column(half + OUT * i, tile + SIDE * i, 1, 1);
            }
            UNROLL
            for (int k = 0; k < SIDE * SIDE; k++) {
                vector_store(p + c / PANEL * panel_step + (ptrdiff_t)t * PANEL + c % PANEL + k * step, tile[k]);
            }
        }
    }
}

/* G g for one column of three. */
INLINE void weight_column(const vector *g, vector *u, int step)
{
    vector sum = 0.5f * (g[0] + g[2 * step]), middle = 0.5f * g[step];
    u[0] = g[0];
    u[step] = sum + middle;
    u[2 * step] = sum - middle;
    u[3 * step] = g[2 * step];
}

/* G' u */
INLINE void tap_column(const vector *u, vector *g, int step)
{
    vector sum = 0.5f * (u[step] + u[2 * step]);
    g[0] = u[0] + sum;
    g[step] = 0.5f * (u[step] - u[2 * step]);
    g[2 * step] = sum + u[3 * step];
}

void ISA(winograd_weights)(const float *taps, float *u, size_t count)
{
    for (size_t i = 0; i < count; i += VECTOR) {
        vector g[9], half[12], out[16];
        UNROLL
        for (int k = 0; k < 9; k++) {
            g[k] = vector_load(taps + (size_t)k * count + i);
        }
        UNROLL
        for (int j = 0; j < 3; j++) {
            weight_column(g + j, half + j, 3);
        }
        UNROLL
        for (int k = 0; k < 4; k++) {
            weight_column(half + 3 * k, out + 4 * k, 1);
        }
        UNROLL
        for (int k = 0; k < 16; k++) {
            vector_store(u + (size_t)k * count + i, out[k]);
        }
    }
}

void ISA(winograd_taps)(const float *u, float *taps, size_t count)
{
    for (size_t i = 0; i < count; i += VECTOR) {
        vector in[16], half[12], g[9];
        UNROLL
        for (int k = 0; k < 16; k++) {
            in[k] = vector_load(u + (size_t)k * count + i);
        }
        UNROLL
        for (int j = 0; j < 4; j++) {
            tap_column(in + j, half + j, 4);
        }
        UNROLL
        for (int k = 0; k < 3; k++) {
            tap_column(half + 4 * k, g + 3 * k, 1);
        }
        UNROLL
        for (int k = 0; k < 9; k++) {
            float *tap = taps + (size_t)k * count + i;
            vector_store(tap, vector_load(tap) + g[k]);
        }
    }
}
