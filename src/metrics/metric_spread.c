#include "metrics/metric.h"

#include <math.h>

/* Standard deviation between the generated images, mean over pixels: 0 where all are the same (collapse). */

static const struct field fields[] = {METRIC_COUNT(metric_options, count), {0}};

static double compute(const struct metric_options *options, const struct metric_images *images)
{
    double count = images->generated_count, total = 0;
    (void)options;
    for (size_t i = 0; i < images->size; i++) {
        double sum = 0, squares = 0;
        for (int n = 0; n < images->generated_count; n++) {
            double value = (double)images->generated[(size_t)n * images->size + i];
            sum += value;
            squares += value * value;
        }
        total += sqrt(fmax(squares / count - sum * sum / count / count, 0.0));
    }
    return total / (double)images->size;
}

const struct metric_type metric_spread = {
    .named = {.name = "spread",
              .help = "how much generated images differ: standard deviation between them, mean over pixels",
              .fields = fields,
              .size = sizeof(struct metric_options)},
    .needs = METRIC_GENERATED,
    .compute = compute,
};
