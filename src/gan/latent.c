#include "gan/latent.h"

#include "forger/random.h"

#include <stddef.h>

static const struct named normal = {.name = "normal", .help = "mean 0, variance 1"};
static const struct named uniform = {.name = "uniform", .help = "-1 to 1"};

const struct named *const prior_table[] = {&normal, &uniform, NULL};

void latent_draw(const struct latent_options *options, uint64_t seed, uint32_t purpose, uint32_t step, uint32_t first,
                 int count, float *z)
{
    for (int n = 0; n < count; n++) {
        struct fg_random random = fg_random_stream(seed, purpose, step, first + (uint32_t)n);
        for (int i = 0; i < options->size; i++) {
            *z++ = options->prior == PRIOR_NORMAL ? fg_random_normal(&random) : fg_random_between(&random, -1, 1);
        }
    }
}
