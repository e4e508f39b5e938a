#include "../support.h"
#include "nn_support.h"

#include <criterion/criterion.h>

#include <string.h>

/* A list written with every default spelled out must build the same net. */

static const char list[] = "- {conv: 8, name: 'a b'}\n"
                           "- batchnorm\n"
                           "- relu: {}\n"
                           "- residual:\n"
                           "    - {leaky_relu: 0.1, name: '3'}\n"
                           "    - residual: [batchnorm, {conv: {filters: 8, padding: 1, init: glorot}}]\n"
                           "- {add: a b}\n"
                           "- {concat: '3', name: joined}\n"
                           "- {max_pool: {size: 3, stride: 2}, input: joined}\n"
                           "- dropout: 0.25\n"
                           "- {dense: {units: 98, bias: false}, name: flat}\n"
                           "- reshape: [7, 7, 2]\n"
                           "- {flatten: {}, name: end}\n"
                           "- {tanh: {}, input: end}\n";

static const struct shape input = {14, 14, 2};

static void write_list(const char *source, struct text *text)
{
    struct yaml_document document;
    struct fg_error error;
    cr_assert(yaml_load_text(&document, "test.yaml", source, &error), "%s", error.message);
    struct layer_list layers;
    cr_assert(layer_list_read(&layers, &document, document.root, "model", &error), "%s", error.message);
    layer_list_write(&layers, 2, text);
    layer_list_free(&layers);
    cr_assert_not(text->failed);
    yaml_close(&document);
}

Test(net_write, what_is_written_reads_back_as_the_same)
{
    struct text once = {0}, twice = {0};
    write_list(list, &once);
    write_list(once.data, &twice);
    cr_assert_str_eq(once.data, twice.data);

    struct trial original, copy;
    trial_open(&original, "model", list, input, 4, 1);
    trial_open(&copy, "model", once.data, input, 4, 1);
    cr_assert_eq(original.net.layer_count, copy.net.layer_count);
    for (int i = 0; i < copy.net.layer_count; i++) {
        cr_assert_str_eq(original.net.layers[i]->name, copy.net.layers[i]->name);
        cr_assert_eq(original.net.layers[i]->inputs[0], copy.net.layers[i]->inputs[0]);
        cr_assert_eq(original.net.layers[i]->inputs[1], copy.net.layers[i]->inputs[1]);
    }
    cr_assert_eq(original.net.parameter_count, copy.net.parameter_count);
    fill_normal(pass_input(&original.pass, 0), input_size(&original, 4), 1);
    fill_normal(pass_input(&copy.pass, 0), input_size(&copy, 4), 1);
    pass_forward(&original.pass);
    pass_forward(&copy.pass);
    cr_assert_eq(
        memcmp(pass_output(&original.pass, 0), pass_output(&copy.pass, 0), output_size(&copy, 4) * sizeof(float)), 0);
    trial_close(&original);
    trial_close(&copy);
    text_free(&once);
    text_free(&twice);
}

Test(net_write, every_default_is_spelled_out)
{
    struct text text = {0};
    write_list("- relu\n- conv: 8\n- {tanh: {}, name: a}\n", &text);
    cr_assert_str_eq(text.data, "  - relu\n"
                                "  - conv: {filters: 8, kernel: 3, stride: 1, padding: same, bias: true, init: net}\n"
                                "  - tanh:\n"
                                "    name: a\n");
    text_free(&text);
}

Test(net_write, errors_name_the_place)
{
    struct yaml_document document;
    struct fg_error error;
    struct layer_list layers;
    cr_assert(yaml_load_text(&document, "test.yaml", "- relu\n- residual: [{conv: {filters: 0}}]\n", &error));
    cr_assert_not(layer_list_read(&layers, &document, document.root, "model", &error));
    support_contains(error.message, "model.1.residual.0.conv.filters");
    yaml_close(&document);
    cr_assert(yaml_load_text(&document, "test.yaml", "- rleu\n", &error));
    cr_assert_not(layer_list_read(&layers, &document, document.root, "model", &error));
    support_contains(error.message, "did you mean \"relu\"");
    yaml_close(&document);
}
