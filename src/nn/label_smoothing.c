#include "nn/label_smoothing.h"

#include "config/field_rows.h"
#include "nn/loss.h"

const struct field label_smoothing_fields[] = {
    ROW("label_smoothing", FIELD_NUMBER, label_smoothing, label_smoothing, "0", 0, 0.9, "share taken from the label"),
    {0},
};

void label_smoothing_targets(const void *own, const uint8_t *labels, int count, int classes, float *targets)
{
    double smoothing = ((const struct label_smoothing *)own)->label_smoothing;
    float off = (float)(smoothing / classes);
    float on = (float)(1.0 - smoothing + smoothing / classes);
    one_hot_fill(labels, count, classes, on, off, targets);
}
