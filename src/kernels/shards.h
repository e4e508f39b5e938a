#ifndef KERNELS_SHARDS_H
#define KERNELS_SHARDS_H

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

/* Numbers of the shards, added in the tree. */
static inline double shards_add(const double sums[static SHARDS])
{
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

#endif
