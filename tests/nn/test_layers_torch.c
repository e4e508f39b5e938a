#include "../golden.h"
#include "nn_support.h"

#include <criterion/criterion.h>

#include <string.h>

/* Every layer, in several settings, against PyTorch. */

enum { THREADS = 1 };

static const double tolerance = 1e-5;

static void check_layer(const char *name, const struct safetensors *file)
{
    struct trial trial;
    int count = (int)golden_rows(file, "input");
    trial_open(&trial, "model", golden_text(file, "model"), shape_of(golden_text(file, "input")), count, THREADS);
    struct pass *pass = &trial.pass;
    size_t in = input_size(&trial, count), out = output_size(&trial, count);
    pass->training = strcmp(golden_text(file, "mode"), "training") == 0;
    trial_load(&trial, file, "parameter", "buffer");
    memcpy(pass_input(pass, 0), golden_floats(file, "input", in), in * sizeof(float));
    pass_forward(pass);
    golden_compare(name, "output", golden_floats(file, "output", out), pass_output(pass, 0), out, tolerance);

    memcpy(pass_output_gradient(pass, 0), golden_floats(file, "dy", out), out * sizeof(float));
    pass_backward(pass, pass->training ? GRADIENTS_SET : GRADIENTS_NONE, NET_INPUT(0));
    golden_compare(name, "dx", golden_floats(file, "dx", in), pass_input_gradient(pass, 0), in, tolerance);
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
