#include "nn/loss.h"

#include <math.h>
#include <stddef.h>

const struct named *const loss_table[] = {
    &loss_softmax_cross_entropy.named,
    &loss_binary_cross_entropy.named,
    NULL,
};

void loss_fill_targets(const uint8_t *labels, int count, int classes, double smoothing, float *targets)
{
    float off = (float)(smoothing / classes);
    float on = (float)(1.0 - smoothing + smoothing / classes);
    for (int n = 0; n < count; n++) {
        for (int c = 0; c < classes; c++) {
            targets[(size_t)n * (size_t)classes + (size_t)c] = c == labels[n] ? on : off;
        }
    }
}

void softmax(const float *logits, int count, int width, float *p)
{
    for (int n = 0; n < count; n++, logits += width, p += width) {
        float largest = logits[0];
        for (int i = 1; i < width; i++) {
            largest = fmaxf(largest, logits[i]);
        }
        float sum = 0.0f;
        for (int i = 0; i < width; i++) {
            p[i] = expf(logits[i] - largest);
            sum += p[i];
        }
        for (int i = 0; i < width; i++) {
            p[i] /= sum;
        }
    }
}
