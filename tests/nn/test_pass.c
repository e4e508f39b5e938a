#include "nn_support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a pass promises whatever the layers: the same bits on any number of threads, forward twice, and the same results
 * in any shards and tiles. */

enum { CAPACITY = 23 };

static const struct shape image = {9, 10, 3};

/* Layers of every way in which a pass treats them. */
static const char full[] = "- {conv: 6, name: a}\n"
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

/* Wide enough for Winograd's algorithms, whose weights are arranged in pieces. */
static const char wide[] = "- {conv: 32}\n"
                           "- {conv: 32}\n"
                           "- {conv: {filters: 32, kernel: 4, stride: 2}}\n"
                           "- batchnorm\n"
                           "- leaky_relu\n"
                           "- {conv_transpose: {filters: 32, kernel: 4, stride: 2}}\n"
                           "- {conv: 2}\n";

/* Without layers whose result for an example depends on the others or on chance. */
static const char separate[] = "- {conv: 6, name: a}\n"
                               "- leaky_relu\n"
                               "- residual: [tanh, {conv: 6}]\n"
                               "- {add: a}\n"
                               "- {max_pool: {size: 3, stride: 1}}\n"
                               "- {conv_transpose: {filters: 4, kernel: 3}}\n"
                               "- {concat: input}\n"
                               "- dense: 140\n"
                               "- tanh\n"
                               "- dense: 3\n";

static void open_trial(struct trial *trial, const char *list, int capacity, int threads)
{
    trial_open(trial, "model", list, image, capacity, threads);
    trial_randomize(trial, 5);
}

static void set(float *values, float value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = value;
    }
}

static void work(struct trial *trial, int count)
{
    trial->pass.count = count;
    pass_forward(&trial->pass);
    set(trial->net.gradients, 9.0f, trial->net.parameter_count); /* no gradient may stay */
    pass_backward(&trial->pass, GRADIENTS_SET, NET_INPUT(0));
}

static void same_bits(const char *what, const float *a, const float *b, size_t count)
{
    cr_assert_eq(memcmp(a, b, count * sizeof *a), 0, "%s differ", what);
}

static void same_results(const struct trial *a, const struct trial *b, int count)
{
    same_bits("outputs", pass_output(&a->pass, 0), pass_output(&b->pass, 0), output_size(a, count));
    same_bits("input gradients", pass_input_gradient(&a->pass, 0), pass_input_gradient(&b->pass, 0),
              input_size(a, count));
    same_bits("gradients", a->net.gradients, b->net.gradients, a->net.parameter_count);
    same_bits("buffers", a->net.buffers, b->net.buffers, a->net.buffer_count);
}

static void near(const char *what, const float *a, const float *b, size_t count)
{
    float difference = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        difference = fmaxf(difference, fabsf(a[i] - b[i]));
        largest = fmaxf(largest, fabsf(a[i]));
    }
    cr_assert(difference <= 2e-6f * largest, "%s differ by %g of %g", what, (double)difference, (double)largest);
}

static void near_results(const struct trial *a, const struct trial *b, int count)
{
    near("outputs", pass_output(&a->pass, 0), pass_output(&b->pass, 0), output_size(a, count));
    near("input gradients", pass_input_gradient(&a->pass, 0), pass_input_gradient(&b->pass, 0), input_size(a, count));
    near("gradients", a->net.gradients, b->net.gradients, a->net.parameter_count);
}

static void same_bits_on_threads(const char *list, int count)
{
    struct trial one, more;
    open_trial(&one, list, CAPACITY, 1);
    work(&one, count);
    pass_update_buffers(&one.pass);
    for (int threads = 2; threads <= 3; threads++) {
        open_trial(&more, list, CAPACITY, threads);
        work(&more, count);
        pass_update_buffers(&more.pass);
        same_results(&one, &more, count);
        trial_close(&more);
    }
    trial_close(&one);
}

Test(pass, bits_are_the_same_on_any_number_of_threads)
{
    static const int counts[] = {1, 7, 8, 17, CAPACITY};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        same_bits_on_threads(full, counts[i]);
        same_bits_on_threads(wide, counts[i]);
    }
}

Test(pass, forward_and_backward_twice_give_the_same)
{
    struct trial once, twice;
    open_trial(&once, full, CAPACITY, 1);
    open_trial(&twice, full, CAPACITY, 1);
    work(&once, 13);
    work(&twice, CAPACITY);
    work(&twice, 13);
    same_results(&once, &twice, 13);
    trial_close(&once);
    trial_close(&twice);
}

Test(pass, a_partial_batch_is_like_a_smaller_pass)
{
    static const int counts[] = {1, 2, 7, 9, 20};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct trial large, small;
        open_trial(&large, full, CAPACITY, 1);
        open_trial(&small, full, counts[i], 1);
        size_t inputs = input_size(&small, counts[i]), outputs = output_size(&small, counts[i]);
        memcpy(pass_input(&small.pass, 0), pass_input(&large.pass, 0), inputs * sizeof(float));
        memcpy(pass_output_gradient(&small.pass, 0), pass_output_gradient(&large.pass, 0), outputs * sizeof(float));
        work(&large, counts[i]);
        work(&small, counts[i]);
        near_results(&small, &large, counts[i]);
        trial_close(&large);
        trial_close(&small);
    }
}

Test(pass, tiles_do_not_matter)
{
    struct trial whole, tiled;
    open_trial(&whole, full, CAPACITY, 1);
    cr_assert_geq(whole.pass.tile, 3);
    work(&whole, CAPACITY);
    for (int tile = 1; tile <= 2; tile++) {
        open_trial(&tiled, full, CAPACITY, 1);
        tiled.pass.tile = tile;
        work(&tiled, CAPACITY);
        near_results(&whole, &tiled, CAPACITY);
        trial_close(&tiled);
    }
    trial_close(&whole);
}

Test(pass, a_large_image_goes_through_one_at_a_time)
{
    struct trial trial;
    trial_open(&trial, "model", "- {conv: {filters: 24, kernel: 1}}\n- {dense: 2}\n", (struct shape){80, 80, 1}, 10, 2);
    cr_assert_eq(trial.pass.tile, 1);
    trial_randomize(&trial, 1);
    work(&trial, 10);
    trial_close(&trial);
}

/* Examples one by one give the same outputs and gradients, and gradients of the parameters that add up. */
Test(pass, a_batch_is_the_sum_of_its_examples)
{
    struct trial batch, single;
    open_trial(&batch, separate, CAPACITY, 1);
    open_trial(&single, separate, 1, 1);
    work(&batch, CAPACITY);
    size_t in = input_size(&single, 1), out = output_size(&single, 1);
    single.pass.count = 1;
    for (int i = 0; i < CAPACITY; i++) {
        size_t n = (size_t)i;
        memcpy(pass_input(&single.pass, 0), pass_input(&batch.pass, 0) + n * in, in * sizeof(float));
        memcpy(pass_output_gradient(&single.pass, 0), pass_output_gradient(&batch.pass, 0) + n * out,
               out * sizeof(float));
        pass_forward(&single.pass);
        pass_backward(&single.pass, i == 0 ? GRADIENTS_SET : GRADIENTS_ADD, NET_INPUT(0));
        near("outputs", pass_output(&batch.pass, 0) + n * out, pass_output(&single.pass, 0), out);
        near("input gradients", pass_input_gradient(&batch.pass, 0) + n * in, pass_input_gradient(&single.pass, 0), in);
    }
    near("gradients", batch.net.gradients, single.net.gradients, batch.net.parameter_count);
    trial_close(&batch);
    trial_close(&single);
}

Test(pass, evaluation_does_not_couple_examples)
{
    struct trial batch, single;
    open_trial(&batch, full, CAPACITY, 1);
    open_trial(&single, full, 1, 1);
    batch.pass.training = single.pass.training = false;
    pass_forward(&batch.pass);
    size_t in = input_size(&single, 1), out = output_size(&single, 1);
    memcpy(pass_input(&single.pass, 0), pass_input(&batch.pass, 0) + 20 * in, in * sizeof(float));
    pass_forward(&single.pass);
    near("outputs", pass_output(&batch.pass, 0) + 20 * out, pass_output(&single.pass, 0), out);
    trial_close(&batch);
    trial_close(&single);
}

static void all_are(const char *what, const float *values, float value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_assert(values[i] == value, "%s[%zu] was touched", what, i);
    }
}

Test(pass, backward_for_the_input_alone_leaves_the_gradients)
{
    struct trial both, alone;
    open_trial(&both, full, CAPACITY, 1);
    open_trial(&alone, full, CAPACITY, 1);
    work(&both, CAPACITY);
    pass_forward(&alone.pass);
    set(alone.net.gradients, 7.0f, alone.net.parameter_count);
    pass_backward(&alone.pass, GRADIENTS_NONE, NET_INPUT(0));
    all_are("gradients", alone.net.gradients, 7.0f, alone.net.parameter_count);
    same_bits("input gradients", pass_input_gradient(&both.pass, 0), pass_input_gradient(&alone.pass, 0),
              input_size(&both, CAPACITY));
    trial_close(&both);
    trial_close(&alone);
}

Test(pass, backward_for_the_parameters_alone_leaves_the_input_gradient)
{
    struct trial both, alone;
    open_trial(&both, full, CAPACITY, 1);
    open_trial(&alone, full, CAPACITY, 1);
    work(&both, CAPACITY);
    pass_forward(&alone.pass);
    set(pass_input_gradient(&alone.pass, 0), 7.0f, input_size(&alone, CAPACITY));
    pass_backward(&alone.pass, GRADIENTS_SET, 0);
    all_are("input gradient", pass_input_gradient(&alone.pass, 0), 7.0f, input_size(&alone, CAPACITY));
    same_bits("gradients", both.net.gradients, alone.net.gradients, both.net.parameter_count);
    trial_close(&both);
    trial_close(&alone);
}

/* Layers before the first trained one need no backward. */
Test(pass, layers_without_weights_may_come_first)
{
    static const char *const lists[] = {
        "- {tanh: {}, name: a}\n- {reshape: [9, 10, 3]}\n- {conv: 3}\n- {concat: a}\n- relu\n- dense: 4\n",
        "- {tanh: {}, name: a}\n- relu\n- batchnorm\n- {add: a}\n- dense: 4\n",
        "- batchnorm\n- {add: input}\n- dense: 4\n",
    };
    for (int i = 0; i < 3; i++) {
        struct trial both, alone;
        open_trial(&both, lists[i], CAPACITY, 1);
        open_trial(&alone, lists[i], CAPACITY, 1);
        work(&both, CAPACITY);
        pass_forward(&alone.pass);
        pass_backward(&alone.pass, GRADIENTS_SET, 0);
        same_bits("gradients", both.net.gradients, alone.net.gradients, both.net.parameter_count);
        trial_close(&both);
        trial_close(&alone);
    }
}

Test(pass, a_net_without_parameters_has_an_input_gradient)
{
    struct trial trial;
    open_trial(&trial, "- tanh\n- flatten\n", CAPACITY, 1);
    work(&trial, CAPACITY);
    const float *y = pass_output(&trial.pass, 0), *dy = pass_output_gradient(&trial.pass, 0);
    cr_assert_float_eq(pass_input_gradient(&trial.pass, 0)[5], dy[5] * (1.0f - y[5] * y[5]), 1e-6f);
    trial_close(&trial);
}

Test(pass, gradients_are_added_where_asked)
{
    struct trial trial;
    open_trial(&trial, full, CAPACITY, 1);
    work(&trial, CAPACITY);
    size_t count = trial.net.parameter_count;
    float *once = malloc(count * sizeof *once);
    memcpy(once, trial.net.gradients, count * sizeof *once);
    pass_forward(&trial.pass);
    pass_backward(&trial.pass, GRADIENTS_ADD, 0);
    for (size_t i = 0; i < count; i++) {
        once[i] *= 2;
    }
    near("gradients", once, trial.net.gradients, count);
    free(once);
    trial_close(&trial);
}

Test(pass, forward_leaves_the_net_alone)
{
    struct trial trial, same;
    open_trial(&trial, full, CAPACITY, 1);
    open_trial(&same, full, CAPACITY, 1);
    pass_forward(&trial.pass);
    same_bits("buffers", trial.net.buffers, same.net.buffers, same.net.buffer_count);
    same_bits("parameters", trial.net.parameters, same.net.parameters, same.net.parameter_count);
    pass_update_buffers(&trial.pass);
    cr_assert(memcmp(trial.net.buffers, same.net.buffers, same.net.buffer_count * sizeof(float)) != 0);
    trial_close(&trial);
    trial_close(&same);
}

/* A discriminator holds what it saw of real and of fake images side by side. */
/* They share their workspace. */
static void pass_another_between(const char *list)
{
    struct trial trial, alone;
    open_trial(&trial, list, CAPACITY, 1);
    open_trial(&alone, list, CAPACITY, 1);
    work(&alone, CAPACITY);
    struct pass other = {0};
    struct arena arena = {0};
    for (int i = 0; i < 2; i++) {
        cr_assert(pass_reserve(
            &other, &trial.net,
            &(struct pass_options){.capacity = 8, .threads = 1, .keeps = PASS_GRADIENTS, .stream = 1}, &arena, NULL));
        pass_reserve_workspace((struct pass *[]){&trial.pass, &other}, 2, &arena);
        cr_assert(i == 1 || arena_reserve(&arena, NULL));
    }
    other.count = 8;
    other.training = true;
    fill_normal(pass_input(&other, 0), input_size(&trial, 8), 77);
    pass_forward(&trial.pass);
    pass_forward(&other);
    pass_backward(&other, GRADIENTS_NONE, NET_INPUT(0));
    pass_backward(&trial.pass, GRADIENTS_SET, NET_INPUT(0));
    same_results(&alone, &trial, CAPACITY);
    pass_free(&other);
    arena_free(&arena);
    trial_close(&trial);
    trial_close(&alone);
}

Test(pass, two_passes_of_a_net_do_not_disturb_each_other)
{
    pass_another_between(full);
    pass_another_between(wide);
}

Test(pass, without_backward_has_no_room_for_gradients)
{
    struct trial trial;
    open_trial(&trial, full, 2, 1);
    struct pass pass = {0};
    struct arena arena = {0}, with = {0};
    cr_assert(pass_reserve(&pass, &trial.net, &(struct pass_options){.capacity = 8, .threads = 1}, &arena, NULL));
    cr_assert_null(pass.dy);
    pass_free(&pass);
    cr_assert(pass_reserve(&pass, &trial.net,
                           &(struct pass_options){.capacity = 8, .threads = 1, .keeps = PASS_GRADIENTS}, &with, NULL));
    cr_assert_lt(arena.used, with.used);
    pass_free(&pass);
    trial_close(&trial);
}
