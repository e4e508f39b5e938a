#ifndef GAN_LATENT_H
#define GAN_LATENT_H

#include "base/text.h"

#include <stdint.h>

/* What a generator starts from: the `latent` group of an experiment. */
struct latent_options {
    int size;  /* numbers */
    int prior; /* row of prior_table */
};

enum latent_prior { PRIOR_NORMAL, PRIOR_UNIFORM };

extern const struct named *const prior_table[]; /* normal: mean 0, variance 1; uniform: -1..1 */

/* Draw count vectors, (count, size), numbers first, first + 1, ... of (seed, purpose, step). */
void latent_draw(const struct latent_options *options, uint64_t seed, uint32_t purpose, uint32_t step, uint32_t first,
                 int count, float *z);

#endif
