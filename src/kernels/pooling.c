#include "kernels/pooling.h"

#include "kernels/kernels.h"

void max_pool_forward(const struct pooling *p, int count, const float *x, float *y, uint8_t *winner)
{
    kernels()->max_pool_forward(p, count, x, y, winner);
}

void max_pool_backward(const struct pooling *p, int count, const float *dy, const uint8_t *winner, float *dx)
{
    kernels()->max_pool_backward(p, count, dy, winner, dx);
}
