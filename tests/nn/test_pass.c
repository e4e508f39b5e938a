#include "pass_support.h"

#include <criterion/criterion.h>

#include <string.h>

/* What a pass promises whatever the layers: the same bits on any number of threads, forward twice, and the same results
 * in any shards and tiles. */

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
                               "- {max_pool: {size: 3, stride: 1}, name: b}\n"
                               "- dense: 12\n"
                               "- {tanh: {}, name: style}\n" /* small numbers: products blow up what rounds */
                               "- {modulate: style, input: b}\n"
                               "- tanh\n"
                               "- {multiply: a}\n"
                               "- {concat: style}\n"
                               "- {conv_transpose: {filters: 4, kernel: 3}}\n"
                               "- {concat: input}\n"
                               "- dense: 140\n"
                               "- {tanh: {}, name: c}\n"
                               "- {dense: 140, name: d}\n"
                               "- {dot: c}\n"
                               "- {multiply: d}\n"
                               "- dense: 3\n";

static void same_bits_on_threads(const char *list, int count)
{
    struct trial one, more;
    trial_open_image(&one, list, CAPACITY, 1);
    trial_work(&one, count);
    pass_update_buffers(&one.pass);
    for (int threads = 2; threads <= 3; threads++) {
        trial_open_image(&more, list, CAPACITY, threads);
        trial_work(&more, count);
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
        same_bits_on_threads(pass_full, counts[i]);
        same_bits_on_threads(wide, counts[i]);
    }
}

Test(pass, forward_and_backward_twice_give_the_same)
{
    struct trial once, twice;
    trial_open_image(&once, pass_full, CAPACITY, 1);
    trial_open_image(&twice, pass_full, CAPACITY, 1);
    trial_work(&once, 13);
    trial_work(&twice, CAPACITY);
    trial_work(&twice, 13);
    same_results(&once, &twice, 13);
    trial_close(&once);
    trial_close(&twice);
}

Test(pass, a_partial_batch_is_like_a_smaller_pass)
{
    static const int counts[] = {1, 2, 7, 9, 20};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct trial large, small;
        trial_open_image(&large, pass_full, CAPACITY, 1);
        trial_open_image(&small, pass_full, counts[i], 1);
        size_t inputs = input_size(&small, counts[i]), outputs = output_size(&small, counts[i]);
        memcpy(pass_input(&small.pass, 0), pass_input(&large.pass, 0), inputs * sizeof(float));
        memcpy(pass_output_gradient(&small.pass, 0), pass_output_gradient(&large.pass, 0), outputs * sizeof(float));
        trial_work(&large, counts[i]);
        trial_work(&small, counts[i]);
        nearly_same_results(&small, &large, counts[i]);
        trial_close(&large);
        trial_close(&small);
    }
}

Test(pass, tiles_do_not_matter)
{
    struct trial whole, tiled;
    trial_open_image(&whole, pass_full, CAPACITY, 1);
    cr_assert_geq(whole.pass.tile, 3);
    trial_work(&whole, CAPACITY);
    for (int tile = 1; tile <= 2; tile++) {
        trial_open_image(&tiled, pass_full, CAPACITY, 1);
        tiled.pass.tile = tile;
        trial_work(&tiled, CAPACITY);
        nearly_same_results(&whole, &tiled, CAPACITY);
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
    trial_work(&trial, 10);
    trial_close(&trial);
}

/* Examples one by one give the same outputs and gradients, and gradients of the parameters that add up. */
Test(pass, a_batch_is_the_sum_of_its_examples)
{
    struct trial batch, single;
    trial_open_image(&batch, separate, CAPACITY, 1);
    trial_open_image(&single, separate, 1, 1);
    trial_work(&batch, CAPACITY);
    size_t in = input_size(&single, 1), out = output_size(&single, 1);
    single.pass.count = 1;
    for (int i = 0; i < CAPACITY; i++) {
        size_t n = (size_t)i;
        memcpy(pass_input(&single.pass, 0), pass_input(&batch.pass, 0) + n * in, in * sizeof(float));
        memcpy(pass_output_gradient(&single.pass, 0), pass_output_gradient(&batch.pass, 0) + n * out,
               out * sizeof(float));
        pass_forward(&single.pass);
        pass_backward(&single.pass, i == 0 ? GRADIENTS_SET : GRADIENTS_ADD, NET_INPUT(0));
        nearly_same("outputs", pass_output(&batch.pass, 0) + n * out, pass_output(&single.pass, 0), out);
        nearly_same("input gradients", pass_input_gradient(&batch.pass, 0) + n * in,
                    pass_input_gradient(&single.pass, 0), in);
    }
    nearly_same("gradients", batch.net.gradients, single.net.gradients, batch.net.parameter_count);
    trial_close(&batch);
    trial_close(&single);
}

Test(pass, evaluation_does_not_couple_examples)
{
    struct trial batch, single;
    trial_open_image(&batch, pass_full, CAPACITY, 1);
    trial_open_image(&single, pass_full, 1, 1);
    batch.pass.training = single.pass.training = false;
    pass_forward(&batch.pass);
    size_t in = input_size(&single, 1), out = output_size(&single, 1);
    memcpy(pass_input(&single.pass, 0), pass_input(&batch.pass, 0) + 20 * in, in * sizeof(float));
    pass_forward(&single.pass);
    nearly_same("outputs", pass_output(&batch.pass, 0) + 20 * out, pass_output(&single.pass, 0), out);
    trial_close(&batch);
    trial_close(&single);
}

Test(pass, forward_leaves_the_net_alone)
{
    struct trial trial, same;
    trial_open_image(&trial, pass_full, CAPACITY, 1);
    trial_open_image(&same, pass_full, CAPACITY, 1);
    pass_forward(&trial.pass);
    same_bits("buffers", trial.net.buffers, same.net.buffers, same.net.buffer_count);
    same_bits("parameters", trial.net.parameters, same.net.parameters, same.net.parameter_count);
    pass_update_buffers(&trial.pass);
    cr_assert(memcmp(trial.net.buffers, same.net.buffers, same.net.buffer_count * sizeof(float)) != 0);
    trial_close(&trial);
    trial_close(&same);
}

/* A discriminator holds what it saw of real and of fake images side by side; both share their workspace. */
static void pass_another_between(const char *list)
{
    struct trial trial, alone;
    trial_open_image(&trial, list, CAPACITY, 1);
    trial_open_image(&alone, list, CAPACITY, 1);
    trial_work(&alone, CAPACITY);
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
    pass_another_between(pass_full);
    pass_another_between(wide);
}

Test(pass, without_backward_has_no_room_for_gradients)
{
    struct trial trial;
    trial_open_image(&trial, pass_full, 2, 1);
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
