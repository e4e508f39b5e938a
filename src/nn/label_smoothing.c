#include "nn/label_smoothing.h"

#include "config/field_rows.h"

const struct field label_smoothing_fields[] = {
    ROW("label_smoothing", FIELD_NUMBER, label_smoothing, label_smoothing, "0", 0, 0.9, "share taken from the label"),
    {0},
};

void label_smoothing_targets(const void *own, const uint8_t *labels, int count, int classes, float *targets)
{
    double smoothing = ((const struct label_smoothing *)own)->label_smoothing;
    float off = (float)(smoothing / classes);
    float on = (float)(1.0 - smoothing + smoothing / classes);
    for (int n = 0; n < count; n++) {
        for (int c = 0; c < classes; c++) {
            targets[(size_t)n * (size_t)classes + (size_t)c] = c == labels[n] ? on : off;
        }
    }
}
