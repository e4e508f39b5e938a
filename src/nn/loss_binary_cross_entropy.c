#include "nn/label_smoothing.h"
#include "nn/loss.h"

#include <math.h>

/* -t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)) = max(x, 0) - x t + log(1 + exp(-|x|)), mean over the logits. The
 * gradient is (sigmoid(x) - t) / width. */
static double compute(const void *own, const float *logits, const float *targets, int width, float *dlogits)
{
    (void)own;
    double total = 0;
    for (int i = 0; i < width; i++) {
        double x = logits[i], t = targets[i];
        double power = exp(-fabs(x));
        double sigmoid = x >= 0 ? 1 / (1 + power) : power / (1 + power);
        total += fmax(x, 0.0) - x * t + log1p(power);
        dlogits[i] = (float)((sigmoid - t) / width);
    }
    return total / width;
}

const struct loss_type loss_binary_cross_entropy = {
    .named = {"binary_cross_entropy", "yes or no, each output by itself: -t log sigmoid(x) - (1 - t) log sigmoid(-x)",
              label_smoothing_fields, sizeof(struct label_smoothing)},
    .targets = label_smoothing_targets,
    .compute = compute,
};
