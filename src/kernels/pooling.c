#include "kernels/pooling.h"

#include "base/integer.h"

#include <string.h>

/* One window: y and winner for all channels. */
static void pool_window(const struct pooling *p, const float *x, int rows, int columns, float *y, uint8_t *winner)
{
    memcpy(y, x, (size_t)p->channels * sizeof *y);
    memset(winner, 0, (size_t)p->channels);
    for (int place = 1; place < rows * p->size; place++) {
        int row = place / p->size, column = place % p->size;
        if (column >= columns) {
            continue;
        }
        const float *candidate = x + (row * p->width + column) * p->channels;
        for (int c = 0; c < p->channels; c++) {
            winner[c] = candidate[c] > y[c] ? (uint8_t)place : winner[c];
            y[c] = candidate[c] > y[c] ? candidate[c] : y[c];
        }
    }
}

void max_pool_forward(const struct pooling *p, int count, const float *x, float *y, uint8_t *winner)
{
    for (int n = 0; n < count; n++, x += p->height * p->width * p->channels) {
        for (int i = 0; i < p->out_height; i++) {
            for (int j = 0; j < p->out_width; j++, y += p->channels, winner += p->channels) {
                int row = i * p->stride, column = j * p->stride;
                pool_window(p, x + (row * p->width + column) * p->channels, int_min(p->size, p->height - row),
                            int_min(p->size, p->width - column), y, winner);
            }
        }
    }
}

void max_pool_backward(const struct pooling *p, int count, const float *dy, const uint8_t *winner, float *dx)
{
    memset(dx, 0, (size_t)count * (size_t)(p->height * p->width * p->channels) * sizeof *dx);
    for (int n = 0; n < count; n++, dx += p->height * p->width * p->channels) {
        for (int i = 0; i < p->out_height; i++) {
            for (int j = 0; j < p->out_width; j++, dy += p->channels, winner += p->channels) {
                float *window = dx + (i * p->stride * p->width + j * p->stride) * p->channels;
                for (int c = 0; c < p->channels; c++) {
                    int row = winner[c] / p->size, column = winner[c] % p->size;
                    window[(row * p->width + column) * p->channels + c] += dy[c];
                }
            }
        }
    }
}
