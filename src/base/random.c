#include "forger/random.h"

#include <math.h>

void fg_random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0;
        uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    block[0] = c0;
    block[1] = c1;
    block[2] = c2;
    block[3] = c3;
}

struct fg_random fg_random_stream(uint64_t seed, uint32_t purpose, uint32_t step, uint32_t item)
{
    return (struct fg_random){
        .key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
        .counter = {purpose, step, item, 0},
        .used = 4,
    };
}

uint32_t fg_random_bits(struct fg_random *random)
{
    if (random->used == 4) {
        fg_random_philox(random->counter, random->key, random->block);
        random->counter[3]++;
        random->used = 0;
    }
    return random->block[random->used++];
}

float fg_random_uniform(struct fg_random *random)
{
    return (float)(fg_random_bits(random) >> 8) * 0x1p-24f;
}

float fg_random_between(struct fg_random *random, float low, float high)
{
    return low + (high - low) * fg_random_uniform(random);
}

float fg_random_normal(struct fg_random *random)
{
    float u = 1.0f - fg_random_uniform(random);
    float v = fg_random_uniform(random);
    return sqrtf(-2.0f * logf(u)) * cosf(6.2831853f * v);
}

uint32_t fg_random_below(struct fg_random *random, uint32_t limit)
{
    uint64_t product = (uint64_t)fg_random_bits(random) * limit;
    if ((uint32_t)product < limit) {
        uint32_t threshold = -limit % limit;
        while ((uint32_t)product < threshold) {
            product = (uint64_t)fg_random_bits(random) * limit;
        }
    }
    return (uint32_t)(product >> 32);
}

void fg_random_permutation(struct fg_random *random, uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = fg_random_below(random, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}
