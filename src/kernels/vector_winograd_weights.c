#include "kernels/tiles.h"
#include "kernels/vector.h"

/* The transforms of winograd.c for weights and their gradients; see vector_winograd.c. */

/* G g */
INLINE void weight_line(int taps, const vector *g, vector *u, int g_step, int u_step)
{
    vector ends = 0.5f * (taps == 3 ? g[0] + g[2 * g_step] : g[0]), other = 0.5f * g[g_step];
    u[0] = g[0];
    u[u_step] = ends + other;
    u[2 * u_step] = ends - other;
    u[3 * u_step] = g[(taps - 1) * g_step];
}

/* G' u */
INLINE void tap_line(int taps, const vector *u, vector *g, int u_step, int g_step)
{
    vector sum = 0.5f * (u[u_step] + u[2 * u_step]), difference = 0.5f * (u[u_step] - u[2 * u_step]);
    g[0] = u[0] + sum;
    if (taps == 3) {
        g[g_step] = difference;
        g[2 * g_step] = sum + u[3 * u_step];
    } else {
        g[g_step] = difference + u[3 * u_step];
    }
}

INLINE void weights(int taps, const float *from, float *u, size_t count)
{
    for (size_t i = 0; i < count; i += VECTOR) {
        vector g[TILE_VALUES], half[TILE_VALUES], out[TILE_VALUES];
        UNROLL
        for (int k = 0; k < taps * taps; k++) {
            g[k] = vector_load(from + (size_t)k * count + i);
        }
        UNROLL
        for (int j = 0; j < taps; j++) {
            weight_line(taps, g + j, half + j, taps, taps);
        }
        UNROLL
        for (int k = 0; k < TILE_POINTS; k++) {
            weight_line(taps, half + taps * k, out + TILE_POINTS * k, 1, 1);
        }
        UNROLL
        for (int k = 0; k < TILE_VALUES; k++) {
            vector_store(u + (size_t)k * count + i, out[k]);
        }
    }
}

void ISA(winograd_weights)(int taps, const float *from, float *u, size_t count)
{
    if (taps == 3) {
        weights(3, from, u, count);
    } else {
        weights(2, from, u, count);
    }
}

INLINE void add_taps(int taps, const float *u, ptrdiff_t step, float *dw, ptrdiff_t row, ptrdiff_t column, int count)
{
    for (int i = 0; i < count; i += VECTOR) {
        vector in[TILE_VALUES], half[TILE_VALUES], g[TILE_VALUES];
        UNROLL
        for (int k = 0; k < TILE_VALUES; k++) {
            in[k] = vector_load(u + k * step + i);
        }
        UNROLL
        for (int j = 0; j < TILE_POINTS; j++) {
            tap_line(taps, in + j, half + j, TILE_POINTS, TILE_POINTS);
        }
        UNROLL
        for (int k = 0; k < taps; k++) {
            tap_line(taps, half + TILE_POINTS * k, g + taps * k, 1, 1);
        }
        UNROLL
        for (int k = 0; k < taps * taps; k++) {
            float *tap = dw + k / taps * row + k % taps * column + i;
            vector_store(tap, vector_load(tap) + g[k]);
        }
    }
}

void ISA(winograd_taps)(int taps, const float *u, ptrdiff_t step, float *dw, ptrdiff_t row, ptrdiff_t column, int count)
{
    if (taps == 3) {
        add_taps(3, u, step, dw, row, column, count);
    } else {
        add_taps(2, u, step, dw, row, column, count);
    }
}
