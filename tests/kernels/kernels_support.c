#include "kernels_support.h"

#include "forger/random.h"

void kernels_draw(float *values, size_t count, uint64_t seed, uint32_t item)
{
    struct fg_random random = fg_random_stream(seed, 1001, 0, item);
    for (size_t i = 0; i < count; i++) {
        values[i] = fg_random_normal(&random);
    }
}
