#include "../golden.h"
#include "../support.h"
#include "nn/constraint.h"
#include "nn_support.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

/* Weights under a constraint: against PyTorch, numerically, and where one can't be. */

enum { EXAMPLES = 3 };

static const double tolerance = 1e-5;

static void check_golden(const char *name, const struct safetensors *file)
{
    struct trial trial;
    int count = (int)golden_rows(file, "input");
    trial_open(&trial, "model", golden_text(file, "model"), shape_of(golden_text(file, "input")), count, 1);
    size_t in = input_size(&trial, count), out = output_size(&trial, count);
    trial_load(&trial, file, "parameter", "buffer");
    net_constrain(&trial.net, true, 1);
    memcpy(pass_input(&trial.pass, 0), golden_floats(file, "input", in), in * sizeof(float));
    pass_forward(&trial.pass);
    golden_compare(name, "output", golden_floats(file, "output", out), pass_output(&trial.pass, 0), out, tolerance);
    memcpy(pass_output_gradient(&trial.pass, 0), golden_floats(file, "dy", out), out * sizeof(float));
    pass_backward(&trial.pass, GRADIENTS_SET, NET_INPUT(0));
    golden_compare(name, "dx", golden_floats(file, "dx", in), pass_input_gradient(&trial.pass, 0), in, tolerance);
    net_constrain_gradients(&trial.net, 1);
    trial_compare_parameters(&trial, file, "gradient", trial.net.gradients, name, tolerance);
    trial_compare_buffers(&trial, file, "updated", name, tolerance);
    trial_close(&trial);
}

Test(constraint, agrees_with_pytorch)
{
    golden_each("constraint-", check_golden);
}

/* One of each, in a net of its own. */
static const char *const lists[] = {
    "- {dense: 6, constraint: %s}\n- tanh\n- dense: 2\n",
    "- {conv: 4, constraint: %s}\n- tanh\n- {conv_transpose: {filters: 2, kernel: 4, stride: 2}, constraint: %s}\n",
};

static double evaluate(struct trial *trial)
{
    net_constrain(&trial->net, false, 1);
    pass_forward(&trial->pass);
    double sum = 0;
    for (size_t i = 0; i < output_size(trial, EXAMPLES); i++) {
        sum += (double)pass_output(&trial->pass, 0)[i] * cos((double)i);
    }
    return sum;
}

/* Raw weights; the constraint's buffers count as constant. */
static void check_gradient(const char *what, struct trial *trial)
{
    trial_randomize(trial, 5);
    net_constrain(&trial->net, true, 1);
    evaluate(trial);
    for (size_t i = 0; i < output_size(trial, EXAMPLES); i++) {
        pass_output_gradient(&trial->pass, 0)[i] = cosf((float)i);
    }
    pass_backward(&trial->pass, GRADIENTS_SET, 0);
    net_constrain_gradients(&trial->net, 1);
    for (size_t i = 0; i < trial->net.parameter_count; i += 3) {
        float *place = trial->net.parameters + i, before = *place, step = 1e-2f;
        *place = before + step;
        double high = evaluate(trial);
        *place = before - step;
        double slope = (high - evaluate(trial)) / (2 * (double)step);
        *place = before;
        cr_assert(fabs(slope - (double)trial->net.gradients[i]) < 0.01, "%s: parameter %zu: %g, want %g", what, i,
                  (double)trial->net.gradients[i], slope);
    }
}

Test(constraint, gradients_of_every_row)
{
    for (int row = 0; constraint_table[row]; row++) {
        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
            char list[512];
            const char *name = constraint_table[row]->name;
            struct trial trial;
            snprintf(list, sizeof list, lists[i], name, name);
            trial_open(&trial, "model", list, (struct shape){4, 4, 2}, EXAMPLES, 1);
            check_gradient(name, &trial);
            trial_close(&trial);
        }
    }
}

/* |w x| / |x| of the effective weight is at most 1, and near it for some x. */
Test(constraint, spectral_norm_is_one)
{
    struct trial trial;
    trial_open(&trial, "model", "- {dense: {units: 40, bias: false}, constraint: spectral_norm}\n",
               (struct shape){1, 1, 30}, 1, 1);
    for (int i = 0; i < 200; i++) {
        net_constrain(&trial.net, true, 1);
    }
    double most = 0;
    for (int try = 0; try < 60; try++) {
        float *x = pass_input(&trial.pass, 0), *y = pass_output(&trial.pass, 0);
        double in = 0, out = 0;
        fill_normal(x, 30, (uint64_t)try + 1);
        for (int power = 0; power < 40; power++) { /* x towards w w' x */
            pass_forward(&trial.pass);
            memcpy(pass_output_gradient(&trial.pass, 0), y, 40 * sizeof *y);
            in = out = 0;
            for (int k = 0; k < 30; k++) {
                in += (double)x[k] * (double)x[k];
            }
            for (int k = 0; k < 40; k++) {
                out += (double)y[k] * (double)y[k];
            }
            most = fmax(most, sqrt(out / in));
            pass_backward(&trial.pass, GRADIENTS_NONE, NET_INPUT(0));
            memcpy(x, pass_input_gradient(&trial.pass, 0), 30 * sizeof *x);
        }
    }
    cr_assert_float_eq(most, 1, 1e-4, "%g", most);
    trial_close(&trial);
}

Test(constraint, is_the_same_on_any_number_of_threads)
{
    struct trial one, many;
    const char *list = "- {conv: 8, constraint: spectral_norm}\n- relu\n- {dense: 5, constraint: spectral_norm}\n";
    trial_open(&one, "model", list, (struct shape){8, 8, 3}, EXAMPLES, 1);
    trial_open(&many, "model", list, (struct shape){8, 8, 3}, EXAMPLES, 3);
    net_constrain(&one.net, true, 1);
    net_constrain(&many.net, true, 3);
    cr_assert_eq(memcmp(one.net.effective, many.net.effective, one.net.effective_count * sizeof(float)), 0);
    trial_close(&one);
    trial_close(&many);
}

static void check_error(const char *list, const char *part)
{
    struct trial trial;
    struct fg_error error = {0};
    cr_assert_not(trial_build(&trial, "model", list, (struct shape){4, 4, 1}, &error));
    support_contains(error.message, part);
    trial_close(&trial);
}

Test(constraint, wants_a_weight_and_a_name_that_there_is)
{
    check_error("- {relu: {}, constraint: spectral_norm}\n", "model.0.relu.constraint: the layer has no matrix");
    check_error("- {batchnorm: {}, constraint: spectral_norm}\n", "model.0.batchnorm.constraint");
    check_error("- {residual: [conv: 1], constraint: spectral_norm}\n", "test.yaml:1:");
    check_error("- {dense: 3, constraint: spectral}\n",
                "model.0.constraint: want one of spectral_norm, got \"spectral\"");
    check_error("- {dense: 3, constraint: [spectral_norm]}\n", "model.0.constraint: want one of spectral_norm");
}
