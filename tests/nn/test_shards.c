#include "nn_support.h"

#include "kernels/kernels.h"
#include "kernels/shards.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* What is summed over examples is, bit by bit, the sums over the examples of each shard, added in the tree by hand. */

/* The gradients of the parameters where only a shard's outputs have one, of the copies of all in `seeds`. */
static void backward_of_shard(struct trial *trial, int shard, const float *seeds, float *gradients)
{
    struct pass *pass = &trial->pass;
    size_t out = output_size(trial, 1), all = output_size(trial, pass->count);
    size_t first = (size_t)shard_begin(shard, pass->count) * out;
    size_t last = (size_t)shard_begin(shard + 1, pass->count) * out;
    float *dy = pass_output_gradient(pass, 0);
    pass_forward(pass);
    memset(dy, 0, all * sizeof *dy);
    memcpy(dy + first, seeds + first, (last - first) * sizeof *dy);
    pass_backward(pass, GRADIENTS_SET, 0);
    memcpy(gradients, trial->net.gradients, trial->net.parameter_count * sizeof *gradients);
}

static void check_gradients(const char *list, struct shape image, int capacity, int count)
{
    struct trial trial;
    trial_open(&trial, "model", list, image, capacity, 2);
    trial_randomize(&trial, 3);
    trial.pass.count = count;
    size_t outputs = output_size(&trial, count), parameters = trial.net.parameter_count;
    float *seeds = malloc(outputs * sizeof *seeds), *parts = malloc(SHARDS * parameters * sizeof *parts);
    float *want = malloc(parameters * sizeof *want);
    memcpy(seeds, pass_output_gradient(&trial.pass, 0), outputs * sizeof *seeds);
    for (int shard = 0; shard < SHARDS; shard++) {
        backward_of_shard(&trial, shard, seeds, parts + (size_t)shard * parameters);
    }
    pass_forward(&trial.pass);
    for (int times = 0; times < 2; times++) {
        memcpy(pass_output_gradient(&trial.pass, 0), seeds, outputs * sizeof *seeds);
        pass_backward(&trial.pass, times == 0 ? GRADIENTS_SET : GRADIENTS_ADD, 0);
        add_tree(parts, parameters, parameters, times > 0, want);
        for (size_t i = 0; i < parameters; i++) {
            cr_assert_eq(trial.net.gradients[i], want[i], "%s, %d examples, times %d: %zu is %g, want %g", list, count,
                         times, i, (double)trial.net.gradients[i], (double)want[i]);
        }
    }
    free(seeds);
    free(parts);
    free(want);
    trial_close(&trial);
}

Test(shards, gradients_are_added_in_the_tree)
{
    const struct shape image = {8, 8, 4}, wide = {8, 8, 32};
    static const int counts[] = {1, 5, 8, 20, 23};
    for (int i = 0; i < (int)(sizeof counts / sizeof *counts); i++) {
        check_gradients("- dense: 70\n- relu\n- dense: 300\n- tanh\n- dense: 3\n", image, 23, counts[i]);
        check_gradients("- {conv: 5}\n- relu\n- {conv_transpose: {filters: 3, kernel: 4, stride: 2}}\n- dense: 2\n",
                        image, 23, counts[i]);
        check_gradients("- {conv: 32}\n- {conv: {filters: 32, kernel: 4, stride: 2}}\n- dense: {units: 4, bias: false}",
                        wide, 23, counts[i]);
    }
    check_gradients("- dense: 70\n- dense: 3\n", image, 600, 600);
}

/* Of a net that begins with batchnorm, all of whose images fit into tiles of a shard each. */
Test(shards, statistics_are_added_in_the_tree)
{
    enum { CHANNELS = 3, COUNT = 21 };
    struct trial trial;
    trial_open(&trial, "model", "- batchnorm\n- {conv: 2}\n", (struct shape){5, 4, CHANNELS}, COUNT, 2);
    trial_randomize(&trial, 3);
    pass_forward(&trial.pass);
    double sums[2][SHARDS][2 * CHANNELS] = {0}; /* forward, backward */
    double forward[2 * CHANNELS];
    memcpy(forward, trial.pass.statistics[0], sizeof forward);
    pass_backward(&trial.pass, GRADIENTS_SET, 0);
    cr_assert_geq(trial.pass.tile, (COUNT + SHARDS - 1) / SHARDS);
    for (int shard = 0; shard < SHARDS; shard++) {
        int first = shard_begin(shard, COUNT), count = shard_begin(shard + 1, COUNT) - first;
        const float *x = pass_input(&trial.pass, 0) + input_size(&trial, first);
        const float *dy = trial.pass.dy[trial.net.layers[0]->value] + input_size(&trial, first);
        size_t rows = (size_t)count * 5 * 4;
        sum_squares(x, sums[0][shard], sums[0][shard] + CHANNELS, rows, CHANNELS);
        sum_products(dy, x, trial.pass.batch_values[0], sums[1][shard], sums[1][shard] + CHANNELS, rows, CHANNELS);
    }
    for (int i = 0; i < 2 * CHANNELS; i++) {
        double tree[2];
        for (int sweep = 0; sweep < 2; sweep++) {
            double(*s)[2 * CHANNELS] = sums[sweep];
            tree[sweep] = ((s[0][i] + s[1][i]) + (s[2][i] + s[3][i])) + ((s[4][i] + s[5][i]) + (s[6][i] + s[7][i]));
        }
        cr_assert_eq(forward[i], tree[0], "forward, %d", i);
        cr_assert_eq(trial.pass.statistics[0][i], tree[1], "backward, %d", i);
    }
    trial_close(&trial);
}
