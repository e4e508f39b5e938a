#include "nn/label_smoothing.h"
#include "nn/loss.h"

#include <math.h>

/* -sum over i of t_i log p_i with p = softmax(logits). With m the largest logit and s = sum of exp(logit_i - m):
 * log p_i = logit_i - m - log s. The gradient is p sum(t) - t. */
static double compute(const void *own, const float *logits, const float *targets, int width, float *dlogits)
{
    (void)own;
    float largest = logits[0];
    for (int i = 1; i < width; i++) {
        largest = fmaxf(largest, logits[i]);
    }
    double sum = 0, mass = 0, weighted = 0;
    for (int i = 0; i < width; i++) {
        double difference = (double)logits[i] - (double)largest;
        double power = exp(difference);
        sum += power;
        mass += (double)targets[i];
        weighted += (double)targets[i] * difference;
        dlogits[i] = (float)power;
    }
    for (int i = 0; i < width; i++) {
        dlogits[i] = (float)((double)dlogits[i] / sum * mass - (double)targets[i]);
    }
    return mass * log(sum) - weighted;
}

const struct loss_type loss_softmax_cross_entropy = {
    .named = {"softmax_cross_entropy", "one class of several: -sum t log softmax(logits)", label_smoothing_fields,
              sizeof(struct label_smoothing)},
    .targets = label_smoothing_targets,
    .compute = compute,
};
