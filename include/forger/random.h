#ifndef FORGER_RANDOM_H
#define FORGER_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Nothing is shared: any thread may call these, each for streams of its own.
 *
 * Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11).
 * A stream is a pure function of (seed, purpose, step, item), so the numbers do not depend on the number of threads
 * or on what was drawn before, and a resumed run draws what an uninterrupted one would have drawn. */

/* What the numbers are for; streams of different purposes never overlap. The low 16 bits are free for an index
 * (a layer, a pass). */
enum fg_purpose {
    FG_PURPOSE_INITIALIZATION = 1 << 16,
    FG_PURPOSE_SHUFFLE = 2 << 16,
    FG_PURPOSE_SPLIT = 3 << 16,
    FG_PURPOSE_AUGMENT = 4 << 16,
    FG_PURPOSE_DROPOUT = 5 << 16,
    FG_PURPOSE_LATENT = 6 << 16,
    FG_PURPOSE_SYNTHETIC = 7 << 16,
    FG_PURPOSE_SAMPLE = 8 << 16,
    FG_PURPOSE_CONDITION = 9 << 16,
};

struct fg_random {
    uint32_t key[2];
    uint32_t counter[4]; /* purpose, step, item, block */
    uint32_t block[4];
    int used; /* of block's four numbers */
};

/* The stream of (seed, purpose, step, item), at its beginning. A stream holds 2^34 numbers. */
struct fg_random fg_random_stream(uint64_t seed, uint32_t purpose, uint32_t step, uint32_t item);

/* The ten rounds: block = Philox(counter, key). */
void fg_random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4]);

uint32_t fg_random_bits(struct fg_random *random);
float fg_random_uniform(struct fg_random *random); /* [0, 1), multiples of 2^-24 */
float fg_random_between(struct fg_random *random, float low, float high);
float fg_random_normal(struct fg_random *random);                   /* mean 0, variance 1 (Box and Muller 1958) */
uint32_t fg_random_below(struct fg_random *random, uint32_t limit); /* 0..limit-1, unbiased (Lemire 2019) */

/* A random order of 0..count-1 (Fisher and Yates). */
void fg_random_permutation(struct fg_random *random, uint32_t *order, uint32_t count);

#ifdef __cplusplus
}
#endif

#endif
