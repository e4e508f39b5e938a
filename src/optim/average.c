#include "optim/average.h"

#include "kernels/elementwise.h"

#include <math.h>

void average_update(float *average, const float *x, size_t count, double decay, int64_t update)
{
    double young = (1.0 + (double)update) / (10.0 + (double)update);
    average_to(average, x, (float)(1.0 - fmin(decay, young)), count);
}
