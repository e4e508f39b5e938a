#include "pass_support.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* Which gradients backward leaves where. */

Test(backward, backward_for_the_input_alone_leaves_the_gradients)
{
    struct trial both, alone;
    trial_open_image(&both, pass_full, CAPACITY, 1);
    trial_open_image(&alone, pass_full, CAPACITY, 1);
    trial_work(&both, CAPACITY);
    pass_forward(&alone.pass);
    fill_with(alone.net.gradients, 7.0f, alone.net.parameter_count);
    pass_backward(&alone.pass, GRADIENTS_NONE, NET_INPUT(0));
    all_are("gradients", alone.net.gradients, 7.0f, alone.net.parameter_count);
    same_bits("input gradients", pass_input_gradient(&both.pass, 0), pass_input_gradient(&alone.pass, 0),
              input_size(&both, CAPACITY));
    trial_close(&both);
    trial_close(&alone);
}

Test(backward, backward_for_the_parameters_alone_leaves_the_input_gradient)
{
    struct trial both, alone;
    trial_open_image(&both, pass_full, CAPACITY, 1);
    trial_open_image(&alone, pass_full, CAPACITY, 1);
    trial_work(&both, CAPACITY);
    pass_forward(&alone.pass);
    fill_with(pass_input_gradient(&alone.pass, 0), 7.0f, input_size(&alone, CAPACITY));
    pass_backward(&alone.pass, GRADIENTS_SET, 0);
    all_are("input gradient", pass_input_gradient(&alone.pass, 0), 7.0f, input_size(&alone, CAPACITY));
    same_bits("gradients", both.net.gradients, alone.net.gradients, both.net.parameter_count);
    trial_close(&both);
    trial_close(&alone);
}

/* Layers before the first trained one need no backward. */
Test(backward, layers_without_weights_may_come_first)
{
    static const char *const lists[] = {
        "- {tanh: {}, name: a}\n- {reshape: [9, 10, 3]}\n- {conv: 3}\n- {concat: a}\n- relu\n- dense: 4\n",
        "- {tanh: {}, name: a}\n- relu\n- batchnorm\n- {add: a}\n- dense: 4\n",
        "- batchnorm\n- {add: input}\n- dense: 4\n",
    };
    for (int i = 0; i < 3; i++) {
        struct trial both, alone;
        trial_open_image(&both, lists[i], CAPACITY, 1);
        trial_open_image(&alone, lists[i], CAPACITY, 1);
        trial_work(&both, CAPACITY);
        pass_forward(&alone.pass);
        pass_backward(&alone.pass, GRADIENTS_SET, 0);
        same_bits("gradients", both.net.gradients, alone.net.gradients, both.net.parameter_count);
        trial_close(&both);
        trial_close(&alone);
    }
}

Test(backward, a_net_without_parameters_has_an_input_gradient)
{
    struct trial trial;
    trial_open_image(&trial, "- tanh\n- flatten\n", CAPACITY, 1);
    trial_work(&trial, CAPACITY);
    const float *y = pass_output(&trial.pass, 0), *dy = pass_output_gradient(&trial.pass, 0);
    cr_assert_float_eq(pass_input_gradient(&trial.pass, 0)[5], dy[5] * (1.0f - y[5] * y[5]), 1e-6f);
    trial_close(&trial);
}

Test(backward, gradients_are_added_where_asked)
{
    struct trial trial;
    trial_open_image(&trial, pass_full, CAPACITY, 1);
    trial_work(&trial, CAPACITY);
    size_t count = trial.net.parameter_count;
    float *once = malloc(count * sizeof *once);
    memcpy(once, trial.net.gradients, count * sizeof *once);
    pass_forward(&trial.pass);
    pass_backward(&trial.pass, GRADIENTS_ADD, 0);
    for (size_t i = 0; i < count; i++) {
        once[i] *= 2;
    }
    nearly_same("gradients", once, trial.net.gradients, count);
    free(once);
    trial_close(&trial);
}
