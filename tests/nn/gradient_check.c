#include "gradient_check.h"
#include "forger/random.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A mask of all inputs. */
enum { EVERY_INPUT = NET_INPUT(NET_INPUTS_MAX) - NET_INPUT(0) };

/* What the outputs' gradients are before backward writes over them. */
struct seeds {
    float *values[NET_OUTPUTS_MAX];
};

/* The function whose gradient backward computes: the sum of outputs * seeds. */
static double evaluate(struct trial *trial, const struct seeds *seeds)
{
    double sum = 0;
    pass_forward(&trial->pass);
    for (int output = 0; output < trial->net.output_count; output++) {
        const float *y = pass_output(&trial->pass, output);
        for (size_t i = 0; seeds->values[output] && i < output_size_of(trial, output, trial->pass.count); i++) {
            sum += (double)y[i] * (double)seeds->values[output][i];
        }
    }
    return sum;
}

static double evaluate_at(struct trial *trial, const struct seeds *seeds, float *place, float value)
{
    float before = *place;
    *place = value;
    double result = evaluate(trial, seeds);
    *place = before;
    return result;
}

/* The slope at *place. False where the slopes to the left and to the right differ even for a small step: a kink (of
 * relu, max_pool) lies between, and there is nothing to compare with. */
static bool slope_at(struct trial *trial, const struct seeds *seeds, double here, float *place, double scale,
                     double *slope)
{
    const float steps[] = {1e-2f, 3.3e-3f, 1.1e-3f};
    for (int k = 0; k < 3; k++) {
        float low = *place - steps[k], high = *place + steps[k];
        double left = (here - evaluate_at(trial, seeds, place, low)) / ((double)*place - (double)low);
        double right = (evaluate_at(trial, seeds, place, high) - here) / ((double)high - (double)*place);
        *slope = (left + right) / 2;
        if (fabs(left - right) <= 0.02 * fmax(scale, fabs(*slope))) {
            return true;
        }
    }
    return false;
}

static double largest(const float *values, size_t count)
{
    float most = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmaxf(most, fabsf(values[i]));
    }
    return most;
}

/* Some numbers of an array, whose gradient backward gave. */
static void check_array(struct trial *trial, const struct seeds *seeds, const char *what, float *values,
                        const float *gradient, size_t count, int checks)
{
    double scale = fmax(largest(gradient, count), 0.1), here = evaluate(trial, seeds);
    struct fg_random random = fg_random_stream(3, FG_PURPOSE_SYNTHETIC, 2, 0);
    int checked = 0, tried = count < (size_t)checks ? (int)count : checks;
    for (int k = 0; k < tried; k++) {
        size_t i = count <= (size_t)checks ? (size_t)k : fg_random_below(&random, (uint32_t)count);
        double slope;
        if (slope_at(trial, seeds, here, values + i, scale, &slope)) {
            checked++;
            cr_assert(fabs(slope - (double)gradient[i]) <= 0.01 * scale, "%s[%zu]: %g, want %g", what, i,
                      (double)gradient[i], slope);
        }
    }
    cr_assert(checked * 2 >= tried, "%s: %d of %d numbers lie beside kinks", what, tried - checked, tried);
}

/* For the caller to free. */
static void save_seeds(const struct trial *trial, struct seeds *seeds)
{
    for (int i = 0; i < trial->net.output_count; i++) {
        size_t count = output_size_of(trial, i, GRADIENT_EXAMPLES);
        if (trial_seeds(trial, i)) {
            seeds->values[i] = malloc(count * sizeof(float));
            cr_assert(seeds->values[i]);
            memcpy(seeds->values[i], pass_output_gradient(&trial->pass, i), count * sizeof(float));
        }
    }
}

static void check_parameters(struct trial *trial, const struct seeds *seeds, int checks)
{
    for (int i = 0; i < trial->net.layer_count; i++) {
        const struct layer *layer = trial->net.layers[i];
        for (int t = 0; t < layer->parameter_count; t++) {
            char name[192];
            net_tensor_name(layer, &layer->parameters[t], name, sizeof name);
            size_t offset = layer->parameters[t].offset;
            check_array(trial, seeds, name, trial->net.parameters + offset, trial->net.gradients + offset,
                        layer->parameters[t].count, checks);
        }
    }
}

/* Nothing that is there before may stay. */
static void spoil(struct trial *trial)
{
    fill_normal(trial->net.gradients, trial->net.parameter_count, 7);
    for (int i = 0; i < trial->net.input_count; i++) {
        fill_normal(pass_input_gradient(&trial->pass, i), input_size_of(trial, i, GRADIENT_EXAMPLES), 8);
    }
}

static void check_inputs(struct trial *trial, const struct seeds *seeds, const char *list, int checks)
{
    for (int i = 0; i < trial->net.input_count; i++) {
        char what[640];
        snprintf(what, sizeof what, "%s in\n%s", trial->net.values[i].name, list);
        check_array(trial, seeds, what, pass_input(&trial->pass, i), pass_input_gradient(&trial->pass, i),
                    input_size_of(trial, i, GRADIENT_EXAMPLES), checks);
    }
}

void gradient_check(struct trial *trial, const char *list, int checks)
{
    struct seeds seeds = {0};
    spoil(trial);
    trial_randomize(trial, 11);
    save_seeds(trial, &seeds);
    pass_forward(&trial->pass);
    pass_backward(&trial->pass, GRADIENTS_SET, EVERY_INPUT);
    check_inputs(trial, &seeds, list, checks);
    check_parameters(trial, &seeds, checks);
    for (int i = 0; i < NET_OUTPUTS_MAX; i++) {
        free(seeds.values[i]);
    }
}

void gradient_check_list(const char *list, struct shape input, int checks)
{
    struct trial trial;
    trial_open(&trial, "model", list, input, GRADIENT_EXAMPLES, 1);
    gradient_check(&trial, list, checks);
    trial_close(&trial);
}
