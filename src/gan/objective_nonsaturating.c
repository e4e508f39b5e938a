#include "config/field_rows.h"
#include "gan/objective.h"
#include "nn/loss.h"

struct nonsaturating {
    double label_smoothing; /* one-sided (Salimans et al. 2016): real images have the target 1 - label_smoothing */
};

static const struct field fields[] = {
    ROW("label_smoothing", FIELD_NUMBER, nonsaturating, label_smoothing, "0", 0, 0.5,
        "one-sided: the target of real images is 1 less this"),
    {0},
};

/* Goodfellow et al. 2014. Discriminator: mean of -log sigmoid(real) + mean of -log(1 - sigmoid(fake)). Generator: mean
 * of -log sigmoid(fake), whose gradient does not vanish where the discriminator is sure (section 3 there). */

static double cross_entropy(const float *logits, float target, int count, float *dlogits, float *targets)
{
    for (int i = 0; i < count; i++) {
        targets[i] = target;
    }
    return loss_mean(&loss_binary_cross_entropy, NULL, logits, targets, count, 1, dlogits);
}

static double discriminator(const void *own, const float *real, const float *fake, int count, float *dreal,
                            float *dfake, float *scratch)
{
    const struct nonsaturating *smooth = own;
    float target = (float)(1.0 - smooth->label_smoothing);
    double loss = cross_entropy(real, target, count, dreal, scratch);
    return loss + cross_entropy(fake, 0.0f, count, dfake, scratch);
}

static double generator(const void *own, const float *fake, int count, float *dfake, float *scratch)
{
    (void)own;
    return cross_entropy(fake, 1.0f, count, dfake, scratch);
}

const struct objective_type objective_nonsaturating = {
    .named = {"nonsaturating", "cross-entropy; the generator maximises log D(fake) (Goodfellow et al. 2014)", fields,
              sizeof(struct nonsaturating)},
    .discriminator = discriminator,
    .generator = generator,
};
