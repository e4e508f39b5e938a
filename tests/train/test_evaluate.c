#include "../nn/nn_support.h"
#include "../options.h"
#include "train/evaluate.h"

#include <criterion/criterion.h>

#include <string.h>

/* Measuring a classifier over a dataset. */

enum { HEIGHT = 4, WIDTH = 3, SIZE = HEIGHT * WIDTH, CLASSES = 3, EXAMPLES = EVALUATION_BATCH + 5 };

struct measured {
    struct trial trial;
    struct evaluation evaluation;
    struct loss_options loss;
    struct yaml_document document; /* of the loss */
    struct arena arena;
    uint8_t pixels[EXAMPLES * SIZE], labels[EXAMPLES];
};

static void measured_open(struct measured *measured)
{
    static const char list[] = "- conv: 4\n- batchnorm\n- {dropout: 0.5}\n- relu\n- dense: 3\n";
    *measured = (struct measured){0};
    options_read(&measured->document, loss_fields, "{}", &measured->loss);
    trial_open(&measured->trial, "model", list, (struct shape){HEIGHT, WIDTH, 1}, 1, 1);
    trial_randomize(&measured->trial, 5);
    for (int i = 0; i < 2; i++) {
        cr_assert(evaluation_reserve(&measured->evaluation, &measured->trial.net, &measured->loss, 2, &measured->arena,
                                     NULL));
        cr_assert(i == 1 || arena_reserve(&measured->arena, NULL));
    }
    for (int i = 0; i < EXAMPLES * SIZE; i++) {
        measured->pixels[i] = (uint8_t)(i * 7919 % 251);
    }
    for (int i = 0; i < EXAMPLES; i++) {
        measured->labels[i] = (uint8_t)(i % CLASSES);
    }
}

static void measured_close(struct measured *measured)
{
    evaluation_free(&measured->evaluation);
    arena_free(&measured->arena);
    trial_close(&measured->trial);
    yaml_close(&measured->document);
}

static struct classification measure(struct measured *measured, int first, int count, float *p)
{
    struct classification result = {.classes = CLASSES};
    const struct fg_dataset dataset = {
        .height = HEIGHT,
        .width = WIDTH,
        .channels = 1,
        .classes = CLASSES,
        .count = (uint32_t)count,
        .pixels = measured->pixels + first * SIZE,
        .labels = measured->labels + first,
    };
    evaluate_classifier(&measured->evaluation, &dataset, &result, p);
    return result;
}

/* What is said of an example depends on it alone: no dropout, and no statistics of the others. */
Test(evaluate, sees_each_example_alone)
{
    struct measured measured;
    float together[EXAMPLES * CLASSES], alone[CLASSES];
    measured_open(&measured);
    struct classification all = measure(&measured, 0, EXAMPLES, together), sum = {0};
    for (int i = 0; i < EXAMPLES; i++) {
        struct classification one = measure(&measured, i, 1, alone);
        cr_assert_eq(memcmp(alone, together + i * CLASSES, sizeof alone), 0, "example %d", i);
        sum.right += one.right;
        sum.loss += one.loss;
    }
    cr_assert_eq(all.count, EXAMPLES);
    cr_assert_eq(all.right, sum.right);
    cr_assert_float_eq(all.loss, sum.loss, 1e-4);
    measured_close(&measured);
}
