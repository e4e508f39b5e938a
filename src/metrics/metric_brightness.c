#include "metrics/metric.h"

/* Mean of all pixels of the generated images less that of the real ones, -2..2: 0 where they are as bright. */

static const struct field fields[] = {METRIC_COUNT(metric_options, count), {0}};

static double mean(const float *images, int count, size_t size)
{
    double sum = 0;
    for (size_t i = 0; i < (size_t)count * size; i++) {
        sum += (double)images[i];
    }
    return sum / ((double)count * (double)size);
}

static double compute(const struct metric_options *options, const struct metric_images *images)
{
    (void)options;
    return mean(images->generated, images->generated_count, images->size) -
           mean(images->real, images->real_count, images->size);
}

const struct metric_type metric_brightness = {
    .named = {.name = "brightness",
              .help = "how much brighter than real images generated ones are: difference of means",
              .fields = fields,
              .size = sizeof(struct metric_options)},
    .needs = METRIC_GENERATED | METRIC_REAL,
    .compute = compute,
};
