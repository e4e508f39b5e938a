#ifndef TRAIN_GAN_H
#define TRAIN_GAN_H

#include "gan/objective.h"
#include "nn/pass.h"
#include "train/averaged.h"
#include "train/task.h"

/* Training of a generator and a discriminator against each other. A step: discriminator_steps updates of the
 * discriminator on real and generated images, then one of the generator, on the last of the generated images. */
struct gan {
    struct task task;
    struct net generator, discriminator, shown; /* shown: the generator with averaged weights, where they are kept */
    struct pass fakes;                          /* generator */
    struct pass real, fake; /* discriminator; with joint batches, real holds both, one after the other */
    struct pass samples;    /* generator, for pictures */
    struct optimizer generator_optimizer, discriminator_optimizer;
    struct averaged averaged;
    float *scratch; /* (batch) */
    bool warned_collapse, warned_discriminator;
};

/* Tell nets and passes apart where random numbers are drawn. The pass of generated images is one in the discriminator's
 * update, and another in the generator's. */
enum { GENERATOR_STREAM, DISCRIMINATOR_STREAM, REAL_STREAM, FAKE_STREAM, DECEIT_STREAM };

/* Places in the task's means. */
enum { DISCRIMINATOR_LOSS, GENERATOR_LOSS, REAL_SCORE, FAKE_SCORE };

/* Images a batch, and numbers an image. */
int gan_batch(const struct gan *self);
size_t gan_image_size(const struct gan *self);

/* One step, as task_type.step. */
bool gan_step(struct gan *self, int64_t number);

/* task_diverged with the learning rate of the generator, where that is to blame, or of the discriminator. */
bool gan_diverged(struct gan *self, const char *what, bool generator);

#endif
