#include "../golden.h"
#include "nn/loss.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check_loss(const char *name, const struct safetensors *file)
{
    int row = named_find(loss_table, golden_text(file, "loss"));
    cr_assert_geq(row, 0);
    const struct loss_type *loss = (const struct loss_type *)loss_table[row];
    size_t size = golden_count(file, "logits");
    int count = (int)golden_rows(file, "logits"), width = (int)(size / (size_t)count);
    float *targets = calloc(size, sizeof *targets), *dlogits = calloc(size, sizeof *dlogits);
    if (safetensors_find(file, "labels")) {
        uint8_t labels[64];
        const float *stored = golden_floats(file, "labels", (size_t)count);
        for (int i = 0; i < count; i++) {
            labels[i] = (uint8_t)stored[i];
        }
        loss_fill_targets(labels, count, width, golden_number(file, "smoothing"), targets);
    } else {
        memcpy(targets, golden_floats(file, "targets", size), size * sizeof *targets);
    }
    double value = loss->compute(golden_floats(file, "logits", size), targets, count, width, dlogits);
    double expected = golden_scalar(file, "loss");
    cr_assert(fabs(value - expected) <= 1e-6 * fabs(expected), "%s: %.9g, want %.9g", name, value, expected);
    golden_compare(name, "dlogits", golden_floats(file, "dlogits", size), dlogits, size, 1e-5);
    free(targets);
    free(dlogits);
}

Test(losses, agree_with_pytorch)
{
    golden_each("loss-", check_loss);
}

Test(losses, stay_finite_with_the_largest_logits)
{
    const float logits[4] = {3e38f, -3e38f, 80.0f, -80.0f}, targets[4] = {0.0f, 1.0f, 1.0f, 0.0f};
    for (int row = 0; loss_table[row]; row++) {
        const struct loss_type *loss = (const struct loss_type *)loss_table[row];
        float dlogits[4];
        cr_assert(isfinite(loss->compute(logits, targets, 2, 2, dlogits)), "%s", loss->named.name);
        for (int i = 0; i < 4; i++) {
            cr_assert(isfinite(dlogits[i]), "%s", loss->named.name);
        }
    }
}

Test(losses, report_what_is_no_number)
{
    const float logits[2] = {NAN, 1.0f}, targets[2] = {0.0f, 1.0f};
    for (int row = 0; loss_table[row]; row++) {
        const struct loss_type *loss = (const struct loss_type *)loss_table[row];
        float dlogits[2];
        cr_assert(isnan(loss->compute(logits, targets, 1, 2, dlogits)), "%s", loss->named.name);
    }
}

Test(losses, targets_are_smoothed)
{
    const uint8_t labels[2] = {2, 0};
    float targets[8];
    loss_fill_targets(labels, 2, 4, 0.2, targets);
    const float expected[8] = {0.05f, 0.05f, 0.85f, 0.05f, 0.85f, 0.05f, 0.05f, 0.05f};
    for (int i = 0; i < 8; i++) {
        cr_assert_float_eq(targets[i], expected[i], 1e-7f);
    }
    loss_fill_targets(labels, 2, 4, 0, targets);
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
