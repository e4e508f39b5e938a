#include "../support.h"
#include "nn_support.h"

#include <criterion/criterion.h>

/* Names of inputs and outputs. */

static const struct trial_options options = {.inputs = {{"input", {28, 28, 1}}, {"label", {1, 1, 10}}}};

static void check_error(const char *list, const char *const *parts)
{
    struct trial trial;
    struct fg_error error = {0};
    cr_assert_not(trial_build_with(&trial, list, &options, &error), "built: %s", list);
    cr_assert_eq(error.code, FG_USAGE, "%s", error.message);
    for (; *parts; parts++) {
        support_contains(error.message, *parts);
    }
    trial_close(&trial);
}

#define CHECK_ERROR(list, ...) check_error(list, (const char *const[]){__VA_ARGS__, NULL})

Test(net_names, inputs_are_values_with_names)
{
    CHECK_ERROR("- {tanh: {}, name: label}\n", "test.yaml:1:", "model.0.name", "no other layer has, and no input",
                "\"label\"");
    CHECK_ERROR("- {concat: lable}\n", "model.0.concat", "no layer before this one is named \"lable\"",
                "say `input` or `label` for what the network is given");
    CHECK_ERROR("- {tanh: {}, input: code}\n", "model.0", "say `input` or `label`");
    CHECK_ERROR("- {add: label}\n", "28x28x1 and 10", "28x28x1 from the input and 10 from the input `label`");
}

Test(net_names, outputs_have_names_of_their_own)
{
    CHECK_ERROR("- {dense: 3, output: a}\n- {tanh: {}, output: a}\n- relu\n", "test.yaml:2:", "model.1.output",
                "no other output has", "\"a\"");
    CHECK_ERROR("- {dense: 3, output: output}\n- relu\n", "model.0.output", "no other output has");
    CHECK_ERROR("- {dense: 3, output: ''}\n- relu\n", "model.0.output: want a name for an output, of 1 to 47");
    CHECK_ERROR("- {dense: 3, output: a}\n- {tanh: {}, output: b}\n- {tanh: {}, output: c}\n"
                "- {tanh: {}, output: d}\n- relu\n",
                "test.yaml:4:", "model.3.output", "4 outputs at most");
}

/* Each has a gradient that the caller fills. */
Test(net_names, outputs_do_not_share_an_array)
{
    CHECK_ERROR("- {dense: 3, output: a}\n", "model: its outputs \"output\" and \"a\" are the same value");
    CHECK_ERROR("- {conv: 3, output: a}\n- flatten\n", "\"output\" and \"a\" are the same value");
    CHECK_ERROR("- {conv: 3, output: a}\n- {flatten: {}, output: b}\n- tanh\n", "\"a\" and \"b\" are the same");
}

Test(net_names, inputs_and_outputs_are_found_by_name)
{
    struct trial trial;
    cr_assert(trial_build_with(&trial,
                               "- {conv: 4, output: features}\n- {residual: [tanh], output: deep}\n- {concat: label}\n",
                               &options, &(struct fg_error){0}));
    const struct net *net = &trial.net;
    cr_assert_eq(net_find_input(net, "input"), 0);
    cr_assert_eq(net_find_input(net, "label"), 1);
    cr_assert_eq(net_find_input(net, "code"), -1);
    cr_assert_eq(net_find_output(net, "output"), 0);
    cr_assert_eq(net_find_output(net, "features"), 1);
    cr_assert_eq(net_find_output(net, "deep"), 2);
    cr_assert_eq(net_find_output(net, "label"), -1);
    cr_assert(shape_equal(net_output_shape(net, 0), (struct shape){28, 28, 14}));
    cr_assert(shape_equal(net_output_shape(net, 1), (struct shape){28, 28, 4}));
    cr_assert_eq(net->outputs[2].value, 4, "the residual's sum, not what is in it");
    trial_close(&trial);
}
