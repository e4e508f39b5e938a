#include "nn/loss.h"

#include "config/field_rows.h"
#include "kernels/shards.h"

#include <math.h>
#include <stddef.h>

#define ROWS(EACH)                                                                                                     \
    EACH(loss, softmax_cross_entropy)                                                                                  \
    EACH(loss, binary_cross_entropy)

ROWS(TABLE_DECLARE)

const struct named *const loss_table[] = {ROWS(TABLE_ROW) NULL};

const struct field loss_fields[] = {
    CHOICE("type", loss_options, type, "softmax_cross_entropy", loss_table, "what a classifier minimises"),
    OWN("type", loss_options, own),
    {0},
};

void one_hot_fill(const uint8_t *labels, int count, int classes, float on, float off, float *targets)
{
    for (int n = 0; n < count; n++) {
        for (int c = 0; c < classes; c++) {
            *targets++ = c == labels[n] ? on : off;
        }
    }
}

static const struct loss_type *type_of(const struct loss_options *options)
{
    return (const struct loss_type *)loss_table[options->type];
}

void loss_fill_targets(const struct loss_options *options, const uint8_t *labels, int count, int classes,
                       float *targets)
{
    if (type_of(options)->targets) {
        type_of(options)->targets(options->own, labels, count, classes, targets);
    } else {
        one_hot_fill(labels, count, classes, 1.0f, 0.0f, targets);
    }
}

double loss_mean(const struct loss_type *type, const void *own, const float *logits, const float *targets, int count,
                 int width, float *dlogits)
{
    double sums[SHARDS] = {0};
    for (int shard = 0; shard < SHARDS; shard++) {
        for (int n = shard_begin(shard, count); n < shard_begin(shard + 1, count); n++) {
            sums[shard] += type->compute(own, logits, targets, width, dlogits);
            for (int i = 0; i < width; i++) {
                dlogits[i] = (float)((double)dlogits[i] / count);
            }
            logits += width;
            targets += width;
            dlogits += width;
        }
    }
    return shards_add(sums, 1) / count;
}

double loss_compute(const struct loss_options *options, const float *logits, const float *targets, int count, int width,
                    float *dlogits)
{
    return loss_mean(type_of(options), options->own, logits, targets, count, width, dlogits);
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
