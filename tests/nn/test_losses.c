#include "../golden.h"
#include "../options.h"
#include "kernels/shards.h"
#include "nn/label_smoothing.h"
#include "nn/loss.h"
#include "nn_support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check_loss(const char *name, const struct safetensors *file)
{
    struct loss_options options;
    struct yaml_document document;
    options_read(&document, loss_fields, golden_text(file, "loss"), &options);
    size_t size = golden_count(file, "logits");
    int count = (int)golden_rows(file, "logits"), width = (int)(size / (size_t)count);
    float *targets = calloc(size, sizeof *targets), *dlogits = calloc(size, sizeof *dlogits);
    if (safetensors_find(file, "labels")) {
        uint8_t labels[64];
        const float *stored = golden_floats(file, "labels", (size_t)count);
        for (int i = 0; i < count; i++) {
            labels[i] = (uint8_t)stored[i];
        }
        loss_fill_targets(&options, labels, count, width, targets);
    } else {
        memcpy(targets, golden_floats(file, "targets", size), size * sizeof *targets);
    }
    double value = loss_compute(&options, golden_floats(file, "logits", size), targets, count, width, dlogits);
    double expected = golden_scalar(file, "value");
    cr_assert(fabs(value - expected) <= 1e-6 * fabs(expected), "%s: %.9g, want %.9g", name, value, expected);
    golden_compare(name, "dlogits", golden_floats(file, "dlogits", size), dlogits, size, 1e-5);
    free(targets);
    free(dlogits);
    yaml_close(&document);
}

Test(losses, agree_with_pytorch)
{
    golden_each("loss-", check_loss);
}

enum { ROWS = 3, WIDTH = 4, COUNT = ROWS * WIDTH };

static void check_slopes(const struct loss_options *options, const float *targets, const char *what)
{
    float logits[COUNT] = {0.3f, -1.2f, 2.5f, 0, 1, 0.4f, -0.7f, -3, 0.1f, 0.2f, -0.3f, 1.9f}, dlogits[COUNT],
          ignored[COUNT];
    loss_compute(options, logits, targets, ROWS, WIDTH, dlogits);
    for (int i = 0; i < COUNT; i++) {
        float here = logits[i], low = here - 1e-2f, high = here + 1e-2f;
        logits[i] = high;
        double above = loss_compute(options, logits, targets, ROWS, WIDTH, ignored);
        logits[i] = low;
        double below = loss_compute(options, logits, targets, ROWS, WIDTH, ignored);
        logits[i] = here;
        double slope = (above - below) / ((double)high - (double)low);
        cr_assert_float_eq(slope, (double)dlogits[i], 1e-5, "%s [%d]: %g, want %g", what, i, (double)dlogits[i], slope);
    }
}

/* Against central differences: with the targets of labels, and with shares that sum to one. */
static void check_gradient(const struct variant *variant)
{
    const struct loss_options options = {variant->row, variant->own};
    const uint8_t labels[ROWS] = {2, 0, 3};
    float targets[COUNT];
    loss_fill_targets(&options, labels, ROWS, WIDTH, targets);
    check_slopes(&options, targets, variant->text);
    const float shares[COUNT] = {0.1f, 0.2f, 0.3f, 0.4f, 0.7f, 0, 0.3f, 0, 0.25f, 0.25f, 0.25f, 0.25f};
    check_slopes(&options, shares, variant->text);
}

Test(losses, gradients)
{
    options_each(loss_table, check_gradient);
}

/* Bit by bit: the examples of a shard one after the other, then the shards in the tree. */
static void check_tree(const struct variant *variant)
{
    enum { EXAMPLES = 29, EACH = 3 };
    const struct loss_options options = {variant->row, variant->own};
    float logits[EXAMPLES * EACH], targets[EXAMPLES * EACH], dlogits[EXAMPLES * EACH];
    fill_normal(logits, EXAMPLES * EACH, 7);
    fill_normal(targets, EXAMPLES * EACH, 8);
    double s[SHARDS] = {0};
    for (int shard = 0; shard < SHARDS; shard++) {
        for (int n = shard_begin(shard, EXAMPLES); n < shard_begin(shard + 1, EXAMPLES); n++) {
            s[shard] += loss_compute(&options, logits + n * EACH, targets + n * EACH, 1, EACH, dlogits);
        }
    }
    double sum = ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
    double mean = loss_compute(&options, logits, targets, EXAMPLES, EACH, dlogits);
    cr_assert_eq(mean, sum / EXAMPLES, "%s: %.17g, want %.17g", variant->text, mean, sum / EXAMPLES);
}

Test(losses, examples_are_added_in_the_tree)
{
    options_each(loss_table, check_tree);
}

static void check_large(const struct variant *variant)
{
    const struct loss_options options = {variant->row, variant->own};
    const float logits[4] = {3e38f, -3e38f, 80.0f, -80.0f}, targets[4] = {0.0f, 1.0f, 1.0f, 0.0f};
    float dlogits[4];
    cr_assert(isfinite(loss_compute(&options, logits, targets, 2, 2, dlogits)), "%s", variant->text);
    for (int i = 0; i < 4; i++) {
        cr_assert(isfinite(dlogits[i]), "%s", variant->text);
    }
}

Test(losses, stay_finite_with_the_largest_logits)
{
    options_each(loss_table, check_large);
}

static void check_no_number(const struct variant *variant)
{
    const struct loss_options options = {variant->row, variant->own};
    const float logits[2] = {NAN, 1.0f}, targets[2] = {0.0f, 1.0f};
    float dlogits[2];
    cr_assert(isnan(loss_compute(&options, logits, targets, 1, 2, dlogits)), "%s", variant->text);
}

Test(losses, report_what_is_no_number)
{
    options_each(loss_table, check_no_number);
}

/* Targets of labels are shares of one, most of it for the label. */
static void check_targets(const struct variant *variant)
{
    const struct loss_options options = {variant->row, variant->own};
    const uint8_t labels[2] = {2, 0};
    float targets[8];
    loss_fill_targets(&options, labels, 2, 4, targets);
    for (int n = 0; n < 2; n++) {
        const float *row = targets + n * 4;
        cr_assert_float_eq(row[0] + row[1] + row[2] + row[3], 1, 1e-6f, "%s", variant->text);
        for (int i = 0; i < 4; i++) {
            cr_assert(i == labels[n] ? row[i] > 0.3f : row[i] < 0.3f, "%s: %g", variant->text, (double)row[i]);
        }
    }
}

Test(losses, targets_are_of_the_labels)
{
    options_each(loss_table, check_targets);
}

Test(losses, targets_are_smoothed)
{
    const struct label_smoothing smooth = {0.2}, sharp = {0};
    const uint8_t labels[2] = {2, 0};
    float targets[8];
    label_smoothing_targets(&smooth, labels, 2, 4, targets);
    const float expected[8] = {0.05f, 0.05f, 0.85f, 0.05f, 0.85f, 0.05f, 0.05f, 0.05f};
    for (int i = 0; i < 8; i++) {
        cr_assert_float_eq(targets[i], expected[i], 1e-7f);
    }
    label_smoothing_targets(&sharp, labels, 2, 4, targets);
    cr_assert(targets[2] == 1.0f && targets[4] == 1.0f && targets[0] == 0.0f);
}

Test(losses, softmax_sums_to_one_and_may_be_in_place)
{
    float p[6] = {1.0f, 2.0f, 3.0f, 1000.0f, -1000.0f, 1000.0f};
    softmax(p, 2, 3, p);
    cr_assert_float_eq(p[0] + p[1] + p[2], 1.0f, 1e-6f);
    cr_assert_float_eq(p[2] / p[1], expf(1.0f), 1e-5f);
    cr_assert(p[3] == 0.5f && p[4] == 0.0f && p[5] == 0.5f);
}
