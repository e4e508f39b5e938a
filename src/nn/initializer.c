#include "nn/initializer.h"

#include "forger/random.h"

#include <math.h>

static const struct named he = {.name = "he", .help = "normal, variance 2 / fan_in (He et al. 2015): for relu"};
static const struct named glorot = {.name = "glorot",
                                    .help = "uniform within sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010)"};
static const struct named normal = {.name = "normal",
                                    .help = "normal, standard deviation 0.02 (DCGAN, Radford et al. 2016)"};
static const struct named net = {.name = "net", .help = "as the experiment's `init` says"};

const struct named *const initializer_table[] = {&he, &glorot, &normal, NULL};
const struct named *const layer_initializer_table[] = {&he, &glorot, &normal, &net, NULL};

static float draw(enum initializer initializer, const struct layer_tensor *tensor, struct fg_random *random)
{
    switch (initializer) {
    case INITIALIZER_HE:
        return sqrtf(2.0f / (float)tensor->fan_in) * fg_random_normal(random);
    case INITIALIZER_GLOROT: {
        float bound = sqrtf(6.0f / (float)(tensor->fan_in + tensor->fan_out));
        return fg_random_between(random, -bound, bound);
    }
    case INITIALIZER_NORMAL:
        break;
    }
    return 0.02f * fg_random_normal(random);
}

void initialize_tensor(enum initializer initializer, const struct layer_tensor *tensor, uint64_t seed,
                       uint32_t net_stream, uint32_t layer, float *values)
{
    struct fg_random random = fg_random_stream(seed, FG_PURPOSE_INITIALIZATION + net_stream, layer, 0);
    for (size_t i = 0; i < tensor->count; i++) {
        values[i] = tensor->fan_in ? draw(initializer, tensor, &random) : tensor->value;
    }
}
