#include "gan/objective.h"
#include "nn/loss.h"

/* Goodfellow et al. 2014. Discriminator: mean of -log sigmoid(real) + mean of -log(1 - sigmoid(fake)). Generator: mean
 * of -log sigmoid(fake), whose gradient does not vanish where the discriminator is sure (section 3 there). */

static double cross_entropy(const float *logits, float target, int count, float *dlogits, float *targets)
{
    for (int i = 0; i < count; i++) {
        targets[i] = target;
    }
    return loss_binary_cross_entropy.compute(logits, targets, count, 1, dlogits);
}

static double discriminator(const struct objective_options *options, const float *real, const float *fake, int count,
                            float *dreal, float *dfake, float *scratch)
{
    float target = (float)(1.0 - options->label_smoothing);
    double loss = cross_entropy(real, target, count, dreal, scratch);
    return loss + cross_entropy(fake, 0.0f, count, dfake, scratch);
}

static double generator(const struct objective_options *options, const float *fake, int count, float *dfake,
                        float *scratch)
{
    (void)options;
    return cross_entropy(fake, 1.0f, count, dfake, scratch);
}

const struct objective_type objective_nonsaturating = {
    .named = {.name = "nonsaturating",
              .help = "cross-entropy; the generator maximises log D(fake) (Goodfellow et al. 2014)"},
    .discriminator = discriminator,
    .generator = generator,
};
