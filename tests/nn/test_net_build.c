#include "../support.h"
#include "nn_support.h"

#include <criterion/criterion.h>

#include <string.h>

/* Lists of layers: what is built from them, and what is said where they are wrong. */

static const struct shape digit = {28, 28, 1};

static void check_error(const char *list, struct shape input, const char *const *parts)
{
    struct trial trial;
    struct fg_error error = {0};
    cr_assert_not(trial_build(&trial, "model", list, input, &error), "built: %s", list);
    cr_assert_eq(error.code, FG_USAGE, "%s", error.message);
    for (; *parts; parts++) {
        support_contains(error.message, *parts);
    }
    cr_assert_eq(trial.net.layer_count, 0, "a net that failed must be empty");
    trial_close(&trial);
}

#define CHECK_ERROR(list, ...) check_error(list, digit, (const char *const[]){__VA_ARGS__, NULL})

Test(net_build, an_unknown_layer_is_answered_with_the_nearest)
{
    CHECK_ERROR("- relu\n- con: 3\n", "test.yaml:2:3", "model.1", "\"con\"", "did you mean \"conv\"",
                "conv_transpose, batchnorm");
    CHECK_ERROR("- lekay_relu\n", "test.yaml:1:3", "model.0", "did you mean \"leaky_relu\"");
    CHECK_ERROR("- xyzzyplugh\n", "model.0", "known: dense, conv");
}

Test(net_build, an_item_is_one_layer)
{
    CHECK_ERROR("- {relu: {}, tanh: {}}\n", "model.0", "\"relu\" and \"tanh\"", "- tanh");
    CHECK_ERROR("- conv: 3\n  kernel: 4\n", "test.yaml:2:3", "model.0", "kernel");
    CHECK_ERROR("- [relu]\n", "model.0: want a layer");
    CHECK_ERROR("- {name: a}\n", "model.0: want a layer");
}

Test(net_build, wants_a_list)
{
    CHECK_ERROR("[]", "model: want a list of layers");
    CHECK_ERROR("relu", "model: want a list of layers");
    CHECK_ERROR("conv: 3", "model: want a list of layers");
    CHECK_ERROR("- residual: []\n", "model.0.residual: want a list of layers");
    CHECK_ERROR("- residual\n", "model.0.residual: want a list of layers");
}

Test(net_build, a_missing_list_is_an_error)
{
    struct yaml_document document;
    struct fg_error error;
    cr_assert(yaml_load_text(&document, "test.yaml", "name: x\n", &error));
    struct net net;
    const struct net_recipe recipe = {.name = "generator", .inputs = {{"input", digit}}, .document = &document};
    cr_assert_not(net_read(&net, &recipe, NULL, &error));
    support_contains(error.message, "generator: missing: want a list of layers");
    cr_assert_not(net_read(&net, &recipe, NULL, NULL));
    yaml_close(&document);
}

Test(net_build, fields_are_checked)
{
    CHECK_ERROR("- conv: {filters: -3}\n", "test.yaml:1:", "model.0.conv.filters", "1", "4096", "-3");
    CHECK_ERROR("- conv: {filters: 3, kernal: 5}\n", "model.0.conv", "kernal", "kernel");
    CHECK_ERROR("- conv\n", "model.0.conv", "filters");
    CHECK_ERROR("- dropout: 1.5\n", "model.0.dropout.rate", "0.99", "1.5");
    CHECK_ERROR("- relu: 3\n", "model.0.relu");
    CHECK_ERROR("- dense: {units: 3, init: xavier}\n", "model.0.dense.init", "he, glorot, normal, net");
}

Test(net_build, norms_want_several_numbers_in_equal_groups)
{
    CHECK_ERROR("- conv: 6\n- groupnorm: 4\n", "test.yaml:2:", "model.1.groupnorm", "4 groups", "6 channels",
                "28x28x6 from model.0.conv");
    CHECK_ERROR("- conv: 6\n- groupnorm\n", "model.1.groupnorm.groups");
    CHECK_ERROR("- dense: 8\n- instancenorm\n", "model.1.instancenorm", "one number at a time", "8 from model.0.dense");
    CHECK_ERROR("- dense: 8\n- groupnorm: 8\n", "model.1.groupnorm", "one number at a time");
    CHECK_ERROR("- dense: 1\n- layernorm\n", "model.1.layernorm", "one number at a time");
    CHECK_ERROR("- pixelnorm\n", "model.0.pixelnorm", "one number at a time", "more than one channel");
    CHECK_ERROR("- layernorm: 0\n", "model.0.layernorm.epsilon", "above 0");
}

Test(net_build, shapes_that_do_not_fit_name_both_layers)
{
    CHECK_ERROR("- {conv: 4, name: a}\n- max_pool\n- {add: a}\n", "test.yaml:3:", "model.2.add", "the same shape",
                "14x14x4 and 28x28x4", "14x14x4 from model.1.max_pool", "28x28x4 from model.0.conv");
    CHECK_ERROR("- {conv: 4, name: a}\n- max_pool\n- {concat: a}\n", "model.2.concat", "the same height and width",
                "14x14x4 from model.1.max_pool");
    CHECK_ERROR("- dense: 100\n- reshape: [7, 7, 128]\n", "model.1.reshape", "7x7x128 is 6272 values",
                "100 from model.0.dense");
    CHECK_ERROR("- reshape: [7, 7]\n", "want three numbers", "got 2", "28x28x1 from the input");
    CHECK_ERROR("- residual: [max_pool]\n", "model.0.residual", "14x14x1 from model.0.residual.0.max_pool",
                "28x28x1 from the input");
}

Test(net_build, a_vector_may_stand_beside_an_image)
{
    CHECK_ERROR("- {dense: 5, name: a}\n- {conv: 3, input: input}\n- {multiply: a}\n", "model.2.multiply",
                "the same shape, or one a vector of the other's channels or a number", "28x28x3 and 5",
                "5 from model.0.dense");
    CHECK_ERROR("- {conv: 3, name: a}\n- max_pool\n- {concat: a}\n", "or one of them a vector", "14x14x3 and 28x28x3");
    CHECK_ERROR("- {conv: 3, name: a}\n- max_pool\n- {multiply: a}\n", "model.2.multiply", "14x14x3 and 28x28x3");
    CHECK_ERROR("- {dense: 5, name: a}\n- {conv: 3, input: input}\n- {modulate: a}\n", "model.2.modulate",
                "a scale and a shift for each of 3 channels, 6 numbers, got 5", "28x28x3 from model.1.conv");
    CHECK_ERROR("- {dense: 5, name: a}\n- {dense: 7, input: input}\n- {dot: a}\n", "model.2.dot",
                "as many numbers, got 7 and 5", "7 from model.1.dense");
}

Test(net_build, windows_must_fit)
{
    CHECK_ERROR("- max_pool: 14\n- conv: {filters: 2, kernel: 5, padding: 1}\n", "model.1.conv", "5x5 window",
                "2x2x1 with padding 1");
    CHECK_ERROR("- conv: {filters: 2, padding: 3}\n", "model.0.conv", "padding", "`same` or 0..2", "\"3\"");
    CHECK_ERROR("- conv: {filters: 2, padding: -1}\n", "`same` or 0..2", "\"-1\"");
    CHECK_ERROR("- conv: {filters: 2, padding: some}\n", "`same` or 0..2", "\"some\"");
    CHECK_ERROR("- conv: {filters: 2, padding: 1x}\n", "`same` or 0..2", "\"1x\"");
    CHECK_ERROR("- dense: 3\n- conv_transpose: {filters: 2, padding: 2}\n", "model.1.conv_transpose",
                "nothing is left of 3", "padding 2");
}

Test(net_build, every_output_is_read)
{
    CHECK_ERROR("- {conv: 4, name: a}\n- tanh\n- {relu: {}, input: a}\n", "model.1.tanh", "no layer reads its output");
    CHECK_ERROR("- {conv: 4, name: a}\n- flatten\n- {relu: {}, input: a}\n", "model.1.flatten",
                "no layer reads its output");
    CHECK_ERROR("- tanh\n- {dense: 3, input: input}\n", "model.0.tanh", "no layer reads its output", "`output: NAME`");
}

Test(net_build, names_must_be_known_and_once)
{
    CHECK_ERROR("- {conv: 4, name: trunk}\n- {add: trnk}\n", "test.yaml:2:", "model.1.add", "\"trnk\"", "name: trnk");
    CHECK_ERROR("- {conv: 4, input: later}\n- {relu: {}, name: later}\n", "test.yaml:1:", "model.0", "\"later\"");
    CHECK_ERROR("- {tanh: {}, name: a}\n- {tanh: {}, name: a}\n", "test.yaml:2:", "model.1.name", "no other layer has");
    CHECK_ERROR("- {tanh: {}, name: input}\n", "model.0.name");
    CHECK_ERROR("- {tanh: {}, name: ''}\n", "model.0.name");
    CHECK_ERROR("- {tanh: {}, name: [a]}\n", "model.0.name");
    CHECK_ERROR("- {tanh: {}, input: [a]}\n", "model.0.input: want the name of a layer");
    CHECK_ERROR("- {tanh: {}, name: a23456789012345678901234567890123456789012345678}\n", "1 to 47 letters");
    CHECK_ERROR("- add\n", "model.0.add");
    CHECK_ERROR("- relu\n- tanh\n- {add: ''}\n", "model.2.add", "no layer before this one is named \"\"");
}

Test(net_build, sizes_have_bounds)
{
    CHECK_ERROR("- dense: 1048576\n", "model.0.dense", "too large", "822083584 weights", "536870912");
    CHECK_ERROR("- {conv: 4096}\n- {conv_transpose: {filters: 4096, stride: 16}}\n", "model.1.conv_transpose",
                "too large", "outputs an example");
    /* So large that a row of Winograd's tiles has more values than an int counts. */
    CHECK_ERROR("- dense: 2\n- dense: 1048576\n- {reshape: [1, 524288, 2]}\n- {conv_transpose: {filters: 32, kernel: "
                "2, stride: 2}}\n"
                "- {conv: {filters: 480, kernel: 3}}\n",
                "model.4.conv", "too large", "outputs an example");
    CHECK_ERROR("- {conv: 4096}\n- flatten\n- {conv: {filters: 4096, kernel: 31}}\n", "model.2.conv", "too large",
                "weights");
}

Test(net_build, nesting_and_length_have_bounds)
{
    char list[16384] = "";
    for (int i = 0; i < 1001; i++) {
        strcat(list, "- tanh\n");
    }
    CHECK_ERROR(list, "more than 1000 layers");
    strcpy(list, "- ");
    for (int i = 0; i < 10; i++) {
        strcat(list, "residual: [");
    }
    strcat(list, "relu");
    for (int i = 0; i < 10; i++) {
        strcat(list, "]");
    }
    CHECK_ERROR(list, "nested");
}

static void check_shape(const struct layer *layer, const char *name, int height, int width, int channels)
{
    cr_assert_str_eq(layer->name, name);
    cr_assert(layer->out.height == height && layer->out.width == width && layer->out.channels == channels,
              "%s: %dx%dx%d", name, layer->out.height, layer->out.width, layer->out.channels);
}

Test(net_build, layers_have_names_and_shapes)
{
    struct trial trial;
    trial_open(&trial, "discriminator",
               "- conv: {filters: 8, kernel: 4, stride: 2}\n"
               "- residual:\n"
               "    - batchnorm\n"
               "    - {relu: {}, name: inside}\n"
               "    - conv: 8\n"
               "- {concat: inside}\n"
               "- max_pool: {size: 3, stride: 2}\n"
               "- conv_transpose: {filters: 2, kernel: 5, stride: 3, padding: 0}\n"
               "- flatten\n"
               "- {dense: {units: 6, bias: false}}\n"
               "- {reshape: 1x2x3}\n",
               (struct shape){27, 28, 1}, 1, 1);
    static const struct {
        const char *name;
        int height, width, channels;
    } expected[] = {
        {"discriminator.0.conv", 14, 14, 8},
        {"discriminator.1.residual.0.batchnorm", 14, 14, 8},
        {"discriminator.1.residual.1.relu", 14, 14, 8},
        {"discriminator.1.residual.2.conv", 14, 14, 8},
        {"discriminator.1.residual", 14, 14, 8},
        {"discriminator.2.concat", 14, 14, 16},
        {"discriminator.3.max_pool", 7, 7, 16},
        {"discriminator.4.conv_transpose", 23, 23, 2},
        {"discriminator.5.flatten", 1, 1, 1058},
        {"discriminator.6.dense", 1, 1, 6},
        {"discriminator.7.reshape", 1, 2, 3},
    };
    int count = (int)(sizeof expected / sizeof *expected);
    cr_assert_eq(trial.net.layer_count, count);
    for (int i = 0; i < count; i++) {
        check_shape(trial.net.layers[i], expected[i].name, expected[i].height, expected[i].width, expected[i].channels);
    }
    const struct layer *dense = trial.net.layers[9];
    char name[128];
    net_tensor_name(dense, &dense->parameters[0], name, sizeof name);
    cr_assert_str_eq(name, "discriminator.6.dense.weight");
    cr_assert_eq(dense->parameter_count, 1);
    cr_assert_eq(trial.net.parameter_count, (4 * 4 * 8 + 8) + 16 + (9 * 8 * 8 + 8) + (25 * 16 * 2 + 2) + 1058 * 6);
    cr_assert_eq(trial.net.buffer_count, 16);
    trial_close(&trial);
}

Test(net_build, tensors_do_not_overlap)
{
    struct trial trial;
    trial_open(&trial, "model", "- conv: 3\n- batchnorm\n- residual: [conv: 3, batchnorm]\n- dense: 4\n", digit, 1, 1);
    size_t next = 0, next_buffer = 0;
    for (int i = 0; i < trial.net.layer_count; i++) {
        const struct layer *layer = trial.net.layers[i];
        cr_assert_eq(layer->index, i);
        for (int t = 0; t < layer->parameter_count; t++) {
            cr_assert_eq(layer->parameters[t].offset, next);
            next += layer->parameters[t].count;
        }
        for (int t = 0; t < layer->buffer_count; t++) {
            cr_assert_eq(layer->buffers[t].offset, next_buffer);
            next_buffer += layer->buffers[t].count;
        }
    }
    cr_assert_eq(next, trial.net.parameter_count);
    cr_assert_eq(next_buffer, trial.net.buffer_count);
    trial_close(&trial);
}

Test(net_build, every_row_has_what_a_row_needs)
{
    for (int row = 0; layer_table[row]; row++) {
        const struct layer_type *type = (const struct layer_type *)layer_table[row];
        cr_assert_eq(named_find(layer_table, type->named.name), row, "%s is there twice", type->named.name);
        cr_assert(type->named.help && type->example && type->named.fields, "%s", type->named.name);
        cr_assert_geq(type->named.size, sizeof(struct layer));
        cr_assert(strncmp(type->example, type->named.name, strlen(type->named.name)) == 0);
        const struct layer_sweep *forward = &type->sweeps[SWEEP_FORWARD], *backward = &type->sweeps[SWEEP_BACKWARD];
        cr_assert_eq(forward->examples == NULL, backward->examples == NULL);
        cr_assert_eq(forward->statistics == NULL, forward->combine == NULL);
        cr_assert_eq(forward->statistics == NULL, backward->statistics == NULL);
        cr_assert_eq(forward->statistics == NULL, backward->combine == NULL);
        cr_assert_eq(forward->piece == NULL, backward->piece == NULL);
    }
}

Test(net_describe, has_a_line_a_layer_and_the_sum)
{
    struct trial trial;
    trial_open(&trial, "model", "- conv: 4\n- relu\n- flatten\n- dense: 10\n", digit, 1, 1);
    struct text text = {0};
    struct net_use use = {.net = &trial.net, .copies = 4, .examples = 64};
    net_describe(&use, &text);
    support_contains(text.data, "0.conv ");
    support_contains(text.data, "28x28x4");
    support_contains(text.data, "3.dense ");
    support_contains(text.data, "31410");
    support_contains(text.data, "31370");
    text_free(&text);
    /* A dense layer's weights four times, its ten outputs and their gradients; what writes over its input has none. */
    cr_assert_eq(net_layer_memory(&use, trial.net.layers[3]), 4 * (4 * 31370 + 64 * 2 * 10));
    cr_assert_eq(net_layer_memory(&use, trial.net.layers[1]), 0);
    trial_close(&trial);
}

Test(net_describe, a_sum_lies_over_its_first_input_where_nobody_else_reads_it)
{
    struct trial trial;
    struct net_use use = {.net = &trial.net, .copies = 0, .examples = 2};
    trial_open(&trial, "model", "- residual: [conv: 1]\n- {tanh: {}, name: a}\n- {add: a}\n- flatten\n", digit, 1, 1);
    cr_assert_eq(net_layer_memory(&use, trial.net.layers[1]), 0);
    cr_assert_eq(net_layer_memory(&use, trial.net.layers[3]), 2 * 4 * 784 * 2);
    trial_close(&trial);
}
