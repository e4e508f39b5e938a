#include "gradient_check.h"
#include "nn/profile.h"
#include "pass_support.h"

#include <criterion/criterion.h>

#include <string.h>

/* Nets of several inputs and outputs: what depends on what, and which gradients are made. */

enum { CHECKS = 16 };

static struct trial_options options(int capacity, int threads, unsigned seeds)
{
    return (struct trial_options){.inputs = {{"input", {5, 4, 3}}, {"label", {1, 1, 10}}},
                                  .capacity = capacity,
                                  .threads = threads,
                                  .seeds = seeds};
}

static void check(const char *list, unsigned seeds)
{
    struct trial trial;
    struct trial_options wanted = options(GRADIENT_EXAMPLES, 1, seeds);
    trial_open_with(&trial, list, &wanted);
    gradient_check(&trial, list, CHECKS);
    trial_close(&trial);
}

/* An embedding of a label beside the image; a label beside it, as either input; conditional batchnorm; gates of a
 * vector and of a number; a projection discriminator (Miyato and Koyama 2018). */
static const char *const conditional[] = {
    "- {dense: 50, input: label, name: e}\n- {flatten: {}, input: input}\n- {concat: e}\n- dense: 12\n",
    "- {concat: label}\n- conv: 4\n- leaky_relu\n- dense: 1\n",
    "- {tanh: {}, input: label}\n- {concat: input}\n- conv: 2\n",
    "- {concat: label}\n- {concat: label}\n- tanh\n- dense: 40\n- {concat: label}\n- dense: 2\n",
    "- {dense: 8, input: label, name: style}\n- {conv: 4, input: input}\n- batchnorm\n- {modulate: style}\n- tanh\n"
    "- conv: 4\n- batchnorm\n- {modulate: style}\n- dense: 3\n",
    "- {dense: 3, input: label, name: e}\n- {sigmoid: {}, name: gate}\n- {tanh: {}, input: input}\n- {multiply: gate}\n"
    "- {multiply: e}\n- conv: 2\n",
    "- {conv: 3, name: image}\n- {dense: 3, input: label}\n- {multiply: image}\n- dense: 2\n",
    "- {dense: 1, input: label, name: gate}\n- {tanh: {}, input: input}\n- {multiply: gate}\n- conv: 2\n",
    "- {conv: 3, name: image}\n- {dense: 1, input: label}\n- {multiply: image}\n",
    "- conv: 4\n- tanh\n- {dense: 6, name: features}\n- {dense: 1, name: score}\n"
    "- {dense: {units: 6, bias: false}, input: label}\n- {dot: features}\n- {add: score}\n",
};

Test(values, gradients_of_conditional_nets)
{
    for (size_t i = 0; i < sizeof conditional / sizeof *conditional; i++) {
        check(conditional[i], 0);
    }
}

/* Features of which the rest is made, also where layers write over their input and in large matrices; heads of their
 * own; a view of what others read. */
static const char *const several_outputs[] = {
    "- {conv: 3, output: features}\n- tanh\n- {concat: label}\n- dense: 2\n",
    "- conv: 3\n- {tanh: {}, output: features}\n- relu\n- {dropout: 0, output: more}\n- {dense: 2}\n- {concat: "
    "label}\n",
    "- {conv: 3, name: trunk}\n- batchnorm\n- {dense: 300, output: class}\n- {tanh: {}, input: trunk}\n- dense: 300\n"
    "- {concat: label}\n",
    "- {conv: 3, name: a}\n- {flatten: {}, output: features}\n- {dense: 2, output: more}\n- {batchnorm: {}, input: a}\n"
    "- {concat: label}\n",
    "- {dense: 4, input: label, output: e}\n- {dense: 2, input: input}\n",
    "- {flatten: {}, input: label, output: e}\n- {flatten: {}, input: input}\n",
};

/* Gradients that are filled add up, in whichever outputs; what does not depend on these has the gradient 0. */
Test(values, gradients_from_any_outputs)
{
    for (size_t i = 0; i < sizeof several_outputs / sizeof *several_outputs; i++) {
        for (unsigned seeds = 1; seeds < 4; seeds++) {
            check(several_outputs[i], seeds);
        }
    }
}

/* Two outputs that both have layers of their own, and a layer that only the label comes to. */
static const char heads[] = "- {dense: 300, input: label, name: other}\n"
                            "- {tanh: {}, input: input}\n"
                            "- {conv: 3, name: trunk}\n"
                            "- batchnorm\n"
                            "- {dense: 300, output: features}\n"
                            "- {dense: 8, input: label, name: style}\n"
                            "- {conv: 4, input: trunk}\n"
                            "- {modulate: style}\n"
                            "- {dense: 300}\n"
                            "- {multiply: other}\n";

static void open_trial(struct trial *trial, const char *list, int threads, unsigned seeds)
{
    struct trial_options wanted = options(CAPACITY, threads, seeds);
    trial_open_with(trial, list, &wanted);
    trial_randomize(trial, 5);
}

/* Seconds of a layer backward: 0 where it was not done. */
static double backward_seconds(const struct trial *trial, const char *name)
{
    for (int i = 0; i < trial->net.layer_count; i++) {
        if (strcmp(trial->net.layers[i]->name, name) == 0) {
            return profile_seconds(trial->pass.profile, SWEEP_BACKWARD, i);
        }
    }
    cr_assert_fail("no layer %s", name);
    return 0;
}

static void go(struct trial *trial, struct pass_profile *profile, enum gradients parameters, unsigned inputs)
{
    cr_assert(profile_open(profile, &trial->net, 1, NULL));
    trial->pass.profile = profile;
    pass_forward(&trial->pass);
    fill_with(trial->net.gradients, 7.0f, trial->net.parameter_count);
    for (int input = 0; input < 2; input++) {
        fill_with(pass_input_gradient(&trial->pass, input), 7.0f, input_size_of(trial, input, CAPACITY));
    }
    pass_backward(&trial->pass, parameters, inputs);
}

/* Not even those layers are done on which only what was not asked for depends. */
Test(values, only_gradients_that_are_asked_for)
{
    for (int input = 0; input < 2; input++) {
        struct trial alone, both;
        struct pass_profile profiles[2];
        open_trial(&alone, heads, 1, 3);
        open_trial(&both, heads, 1, 3);
        go(&alone, &profiles[0], GRADIENTS_NONE, NET_INPUT(input));
        go(&both, &profiles[1], GRADIENTS_SET, NET_INPUT(0) | NET_INPUT(1));
        all_are("the other input's gradient", pass_input_gradient(&alone.pass, !input), 7.0f,
                input_size_of(&alone, !input, CAPACITY));
        all_are("gradients", alone.net.gradients, 7.0f, alone.net.parameter_count);
        cr_assert_arr_eq(pass_input_gradient(&alone.pass, input), pass_input_gradient(&both.pass, input),
                         input_size_of(&alone, input, CAPACITY) * sizeof(float));
        const char *const undone[2][3] = {{"model.0.dense", "model.5.dense", "model.0.dense"},
                                          {"model.2.conv", "model.3.batchnorm", "model.4.dense"}};
        for (int i = 0; i < 3; i++) {
            cr_assert_eq(backward_seconds(&alone, undone[input][i]), 0, "%s was done", undone[input][i]);
        }
        profile_free(&profiles[0]);
        profile_free(&profiles[1]);
        trial_close(&alone);
        trial_close(&both);
    }
}

Test(values, an_output_without_a_gradient_leaves_its_layers_undone)
{
    static const char *const head[] = {"model.3.batchnorm", "model.4.dense"};
    struct trial trial;
    struct pass_profile profile;
    open_trial(&trial, heads, 1, 1);
    go(&trial, &profile, GRADIENTS_SET, NET_INPUT(0));
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(backward_seconds(&trial, head[i]), 0, "%s was done", head[i]);
        const struct layer *layer = trial.net.layers[3 + i];
        cr_assert_str_eq(layer->name, head[i]);
        all_are(head[i], trial.net.gradients + layer->parameters[0].offset, 0.0f, layer_parameter_count(layer));
    }
    profile_free(&profile);
    trial_close(&trial);
}

Test(values, gradients_that_are_added_stay_where_none_come)
{
    struct trial trial;
    struct pass_profile profile;
    open_trial(&trial, heads, 1, 1);
    go(&trial, &profile, GRADIENTS_ADD, 0);
    const struct layer *layer = trial.net.layers[4];
    all_are(layer->name, trial.net.gradients + layer->parameters[0].offset, 7.0f, layer_parameter_count(layer));
    profile_free(&profile);
    trial_close(&trial);
}

/* An input that no layer reads has a gradient too. */
Test(values, what_nothing_depends_on_has_the_gradient_0)
{
    struct trial trial;
    struct pass_profile profile;
    open_trial(&trial, "- {dense: 4, input: label, output: e}\n- {dense: 2, input: input}\n", 1, 1);
    go(&trial, &profile, GRADIENTS_NONE, NET_INPUT(0) | NET_INPUT(1));
    all_are("label's gradient", pass_input_gradient(&trial.pass, 1), 0.0f, input_size_of(&trial, 1, CAPACITY));
    profile_free(&profile);
    trial_close(&trial);
}

Test(values, bits_are_the_same_on_any_number_of_threads)
{
    struct trial one, more;
    open_trial(&one, heads, 1, 3);
    pass_forward(&one.pass);
    pass_backward(&one.pass, GRADIENTS_SET, NET_INPUT(0) | NET_INPUT(1));
    for (int threads = 2; threads <= 3; threads++) {
        open_trial(&more, heads, threads, 3);
        pass_forward(&more.pass);
        pass_backward(&more.pass, GRADIENTS_SET, NET_INPUT(0) | NET_INPUT(1));
        for (int i = 0; i < 2; i++) {
            cr_assert_arr_eq(pass_output(&one.pass, i), pass_output(&more.pass, i),
                             output_size_of(&one, i, CAPACITY) * sizeof(float));
            cr_assert_arr_eq(pass_input_gradient(&one.pass, i), pass_input_gradient(&more.pass, i),
                             input_size_of(&one, i, CAPACITY) * sizeof(float));
        }
        cr_assert_arr_eq(one.net.gradients, more.net.gradients, one.net.parameter_count * sizeof(float));
        trial_close(&more);
    }
    trial_close(&one);
}
