#include "gan/condition.h"

#include "forger/random.h"
#include "nn/loss.h"

#include <stddef.h>

static const struct named none = {.name = "none", .help = "nothing: any image is as good as another"};
static const struct named class = {.name = "class", .help = "`label`, one number a class, 1 at the class"};

const struct named *const condition_table[] = {&none, &class, NULL};

void condition_draw(uint64_t seed, uint32_t purpose, uint32_t step, uint32_t first, int count, int classes,
                    uint8_t *labels)
{
    for (int n = 0; n < count; n++) {
        struct fg_random random = fg_random_stream(seed, purpose, step, first + (uint32_t)n);
        labels[n] = (uint8_t)fg_random_below(&random, (uint32_t)classes);
    }
}

void condition_fill(const uint8_t *labels, int count, int classes, float *numbers)
{
    one_hot_fill(labels, count, classes, 1.0f, 0.0f, numbers);
}

uint8_t condition_of_grid(int i, int rows, int columns, int classes)
{
    return (uint8_t)((rows >= classes ? i / columns : i) % classes);
}
