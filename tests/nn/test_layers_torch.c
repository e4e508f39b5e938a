#include "../golden.h"
#include "nn_support.h"

#include <criterion/criterion.h>

#include <string.h>

/* Every layer, in several settings, against PyTorch. */

enum { THREADS = 1 };

static const double tolerance = 1e-5;

/* A net of one input, or of an image and a label. */
static void open_trial(struct trial *trial, const struct safetensors *file, int count)
{
    struct trial_options options = {.capacity = count, .threads = THREADS};
    options.inputs[0] = (struct net_input){"input", shape_of(golden_text(file, "input"))};
    if (safetensors_metadata(file, "classes")) {
        options.inputs[1] = (struct net_input){"label", {1, 1, (int)golden_number(file, "classes")}};
    }
    trial_open_with(trial, golden_text(file, "model"), &options);
    trial_load(trial, file, "parameter", "buffer");
}

static void fill_inputs(struct trial *trial, const struct safetensors *file, int count)
{
    for (int i = 0; i < trial->net.input_count; i++) {
        size_t size = input_size_of(trial, i, count);
        memcpy(pass_input(&trial->pass, i), golden_floats(file, trial->net.values[i].name, size), size * sizeof(float));
    }
}

/* "dx" and "dlabel" */
static void compare_inputs(const struct trial *trial, const char *name, const struct safetensors *file, int count)
{
    static const char *const keys[NET_INPUTS_MAX] = {"dx", "dlabel"};
    for (int i = 0; i < trial->net.input_count; i++) {
        size_t size = input_size_of(trial, i, count);
        golden_compare(name, keys[i], golden_floats(file, keys[i], size), pass_input_gradient(&trial->pass, i), size,
                       tolerance);
    }
}

static void check_layer(const char *name, const struct safetensors *file)
{
    struct trial trial;
    int count = (int)golden_rows(file, "input");
    open_trial(&trial, file, count);
    struct pass *pass = &trial.pass;
    size_t out = output_size(&trial, count);
    pass->training = strcmp(golden_text(file, "mode"), "training") == 0;
    fill_inputs(&trial, file, count);
    pass_forward(pass);
    golden_compare(name, "output", golden_floats(file, "output", out), pass_output(pass, 0), out, tolerance);

    memcpy(pass_output_gradient(pass, 0), golden_floats(file, "dy", out), out * sizeof(float));
    pass_backward(pass, pass->training ? GRADIENTS_SET : GRADIENTS_NONE, NET_INPUT(0) | NET_INPUT(1));
    compare_inputs(&trial, name, file, count);
    if (pass->training) {
        trial_compare_parameters(&trial, file, "gradient", trial.net.gradients, name, tolerance);
        pass_update_buffers(pass);
        trial_compare_buffers(&trial, file, "updated", name, tolerance);
    } else {
        trial_compare_buffers(&trial, file, "buffer", name, 0);
    }
    trial_close(&trial);
}

Test(layers, agree_with_pytorch)
{
    golden_each("layer-", check_layer);
}
