#ifndef GAN_OBJECTIVE_H
#define GAN_OBJECTIVE_H

#include "config/fields.h"

/* What a discriminator and a generator minimise. To add one: a file objective_NAME.c and a row in objective.c. Logits
 * are the discriminator's outputs, (count): high for "real". Every gradient array is overwritten. */

/* The `objective` group of an experiment. */
struct objective_options {
    int loss;        /* row of objective_table */
    const void *own; /* the fields of that row */
    int discriminator_steps;
    bool joint_batches; /* real and fake images pass the discriminator in one batch, and share batchnorm's statistics */
};

extern const struct field objective_fields[];

struct objective_type {
    struct named named;

    /* The discriminator's loss; real and fake: count logits each, means over each. scratch: count floats. */
    double (*discriminator)(const void *own, const float *real, const float *fake, int count, float *dreal,
                            float *dfake, float *scratch);

    /* The generator's loss. scratch: count floats. */
    double (*generator)(const void *own, const float *fake, int count, float *dfake, float *scratch);
};

/* Every objective; ends with NULL. Each element is the first member of an objective_type. */
extern const struct named *const objective_table[];

#endif
