#include "pass_support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

static const struct shape image = {9, 10, 3};

const char pass_full[] = "- {conv: 6, name: a}\n"
                         "- batchnorm\n"
                         "- relu\n"
                         "- dropout: 0.3\n"
                         "- residual: [batchnorm, leaky_relu, {conv: 6}]\n"
                         "- {add: a}\n"
                         "- max_pool\n"
                         "- {conv_transpose: {filters: 4, kernel: 4, stride: 2}}\n"
                         "- dense: 140\n"
                         "- tanh\n"
                         "- dense: 3\n";

void trial_open_image(struct trial *trial, const char *list, int capacity, int threads)
{
    trial_open(trial, "model", list, image, capacity, threads);
    trial_randomize(trial, 5);
}

void fill_with(float *values, float value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = value;
    }
}

void trial_work(struct trial *trial, int count)
{
    trial->pass.count = count;
    pass_forward(&trial->pass);
    fill_with(trial->net.gradients, 9.0f, trial->net.parameter_count); /* no gradient may stay */
    pass_backward(&trial->pass, GRADIENTS_SET, NET_INPUT(0));
}

void same_bits(const char *what, const float *a, const float *b, size_t count)
{
    cr_assert_eq(memcmp(a, b, count * sizeof *a), 0, "%s differ", what);
}

void same_results(const struct trial *a, const struct trial *b, int count)
{
    same_bits("outputs", pass_output(&a->pass, 0), pass_output(&b->pass, 0), output_size(a, count));
    same_bits("input gradients", pass_input_gradient(&a->pass, 0), pass_input_gradient(&b->pass, 0),
              input_size(a, count));
    same_bits("gradients", a->net.gradients, b->net.gradients, a->net.parameter_count);
    same_bits("buffers", a->net.buffers, b->net.buffers, a->net.buffer_count);
}

void nearly_same(const char *what, const float *a, const float *b, size_t count)
{
    float difference = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        difference = fmaxf(difference, fabsf(a[i] - b[i]));
        largest = fmaxf(largest, fabsf(a[i]));
    }
    cr_assert(difference <= 1e-4f * largest, "%s differ by %g of %g", what, (double)difference, (double)largest);
}

void nearly_same_results(const struct trial *a, const struct trial *b, int count)
{
    nearly_same("outputs", pass_output(&a->pass, 0), pass_output(&b->pass, 0), output_size(a, count));
    nearly_same("input gradients", pass_input_gradient(&a->pass, 0), pass_input_gradient(&b->pass, 0),
                input_size(a, count));
    nearly_same("gradients", a->net.gradients, b->net.gradients, a->net.parameter_count);
}

void all_are(const char *what, const float *values, float value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_assert(values[i] == value, "%s[%zu] is %g, want %g", what, i, (double)values[i], (double)value);
    }
}
