#ifndef GAN_LATENT_H
#define GAN_LATENT_H

#include "config/fields.h"
#include "forger/random.h"

#include <stdint.h>

/* What a generator starts from: the `latent` group of an experiment. */
struct latent_options {
    int size;        /* numbers */
    int prior;       /* row of prior_table */
    const void *own; /* the fields of that row */
};

extern const struct field latent_fields[];

/* How they are drawn. To add one: a row in latent.c. */
struct prior_type {
    struct named named;
    void (*draw)(const void *own, struct fg_random *random, int size, float *z); /* overwrites z, (size) */
};

/* Every prior; ends with NULL. Each element is the first member of a prior_type. */
extern const struct named *const prior_table[];

/* Draw count vectors, (count, size), numbers first, first + 1, ... of (seed, purpose, step). */
void latent_draw(const struct latent_options *options, uint64_t seed, uint32_t purpose, uint32_t step, uint32_t first,
                 int count, float *z);

#endif
