#ifndef KERNELS_SHARDS_H
#define KERNELS_SHARDS_H

#include <stddef.h>
#include <stdint.h>

/* The examples of a batch are parted in SHARDS shards, by their number alone. What is summed over examples is summed
 * from zero within each shard, and the shards' sums are added in a fixed tree:
 * ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)). So the bits don't depend on who sums which shard, and who has a half, a
 * quarter or an eighth of the shards has a whole branch of the tree. */
enum { SHARDS = 8 };

/* The first example of a shard, of `count` in the batch; shard SHARDS begins where the last one ends. */
static inline int shard_begin(int shard, int count)
{
    return (int)((int64_t)shard * count / SHARDS);
}

/* sums (SHARDS, size): the first shard's become those of all, added in the tree; others are overwritten. Returns
 * sums[0]. */
static inline double shards_add(double *sums, size_t size)
{
    for (size_t step = 1; step < SHARDS; step *= 2) {
        for (size_t shard = 0; shard < SHARDS; shard += 2 * step) {
            for (size_t i = 0; i < size; i++) {
                sums[shard * size + i] += sums[(shard + step) * size + i];
            }
        }
    }
    return sums[0];
}

#endif
