#include "kernels/vector.h"

/* The places of a window one after the other, each for all channels: so the loops are over neighbours in memory. */

/* y = the larger of y and x, and the place of it. */
static void keep_larger(const float *x, uint8_t place, float *y, uint8_t *winner, int channels)
{
    for (int c = 0; c < channels; c++) {
        winner[c] = x[c] > y[c] ? place : winner[c];
        y[c] = x[c] > y[c] ? x[c] : y[c];
    }
}

static void pool_window(const struct pooling *p, const float *x, int rows, int columns, float *y, uint8_t *winner)
{
    memcpy(y, x, (size_t)p->channels * sizeof *y);
    memset(winner, 0, (size_t)p->channels);
    for (int row = 0; row < rows; row++) {
        for (int column = row == 0; column < columns; column++) {
            keep_larger(x + (row * p->width + column) * p->channels, (uint8_t)(row * p->size + column), y, winner,
                        p->channels);
        }
    }
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

void ISA(max_pool_forward)(const struct pooling *p, int count, const float *x, float *y, uint8_t *winner)
{
    for (int n = 0; n < count; n++, x += p->height * p->width * p->channels) {
        for (int i = 0; i < p->out_height; i++) {
            for (int j = 0; j < p->out_width; j++, y += p->channels, winner += p->channels) {
                int row = i * p->stride, column = j * p->stride;
                pool_window(p, x + (row * p->width + column) * p->channels, smaller(p->size, p->height - row),
                            smaller(p->size, p->width - column), y, winner);
            }
        }
    }
}

static void add_won(const float *dy, const uint8_t *winner, uint8_t place, float *dx, int channels)
{
    for (int c = 0; c < channels; c++) {
        dx[c] += winner[c] == place ? dy[c] : 0.0f;
    }
}

void ISA(max_pool_backward)(const struct pooling *p, int count, const float *dy, const uint8_t *winner, float *dx)
{
    memset(dx, 0, (size_t)count * (size_t)(p->height * p->width * p->channels) * sizeof *dx);
    for (int n = 0; n < count; n++, dx += p->height * p->width * p->channels) {
        for (int i = 0; i < p->out_height; i++) {
            for (int j = 0; j < p->out_width; j++, dy += p->channels, winner += p->channels) {
                int rows = smaller(p->size, p->height - i * p->stride);
                int columns = smaller(p->size, p->width - j * p->stride);
                float *window = dx + (i * p->stride * p->width + j * p->stride) * p->channels;
                for (int place = 0; place < rows * p->size; place++) {
                    int row = place / p->size, column = place % p->size;
                    if (column < columns) {
                        add_won(dy, winner, (uint8_t)place, window + (row * p->width + column) * p->channels,
                                p->channels);
                    }
                }
            }
        }
    }
}
