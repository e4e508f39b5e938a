#include "../golden.h"
#include "nn/loss.h"
#include "nn_support.h"
#include "optim/optimizer.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Twenty steps of training from the same weights on the same data as PyTorch. */

static const double tolerance = 1e-3;

enum { THREADS = 1, BATCH = 16 };

struct training {
    struct trial trial;
    struct optimizer optimizer;
    struct arena arena;
};

static void training_open(struct training *training, const struct safetensors *file, const char *name,
                          const char *input)
{
    *training = (struct training){0};
    trial_open(&training->trial, name, golden_text(file, name), shape_of(golden_text(file, input)), BATCH, THREADS);
    trial_load(&training->trial, file, "parameter", "buffer");
    struct optimizer_options options = {
        .type = named_find(optimizer_table, "adam"),
        .beta1 = safetensors_metadata(file, "beta1") ? golden_number(file, "beta1") : 0.9,
        .beta2 = 0.999,
        .epsilon = 1e-8,
    };
    for (int i = 0; i < 2; i++) {
        optimizer_reserve(&training->optimizer, &options, training->trial.net.parameter_count, &training->arena);
        cr_assert(i == 1 || arena_reserve(&training->arena, NULL));
    }
}

static void training_close(struct training *training)
{
    arena_free(&training->arena);
    trial_close(&training->trial);
}

static void update(struct training *training, double lr)
{
    struct net *net = &training->trial.net;
    optimizer_step(&training->optimizer, lr, THREADS, net->parameters, net->gradients);
}

static void check_trained(const struct training *training, const struct safetensors *file, const char *name)
{
    const struct trial *trial = &training->trial;
    trial_compare_parameters(trial, file, "trained", trial->net.parameters, name, tolerance);
    trial_compare_buffers(trial, file, "updated", name, tolerance);
}

static void check_loss(double loss, const float *expected, int step)
{
    cr_assert_float_eq(loss, (double)*expected, 1e-3, "step %d: %g, want %g", step, loss, (double)*expected);
}

Test(training, classifier_agrees_with_pytorch)
{
    struct safetensors file;
    golden_open(&file, "training-classifier");
    struct training training;
    training_open(&training, &file, "model", "input");
    struct pass *pass = &training.trial.pass;
    struct net *net = &training.trial.net;
    int steps = (int)golden_number(&file, "steps"), classes = net->output.channels;
    size_t size = input_size(&training.trial, BATCH), examples = (size_t)golden_rows(&file, "input");
    const float *images = golden_floats(&file, "input", examples * shape_size(net->input));
    const float *labels = golden_floats(&file, "labels", examples);
    const float *losses = golden_floats(&file, "losses", (size_t)steps);
    for (int step = 0; step < steps; step++) {
        size_t first = (size_t)step * BATCH % examples;
        uint8_t batch_labels[BATCH];
        float targets[BATCH * 16];
        for (int i = 0; i < BATCH; i++) {
            batch_labels[i] = (uint8_t)labels[first + (size_t)i];
        }
        loss_fill_targets(batch_labels, BATCH, classes, 0, targets);
        memcpy(pass_input(pass), images + first * shape_size(net->input), size * sizeof(float));
        pass_forward(pass);
        double loss =
            loss_softmax_cross_entropy.compute(pass_output(pass), targets, BATCH, classes, pass_output_gradient(pass));
        check_loss(loss, losses + step, step);
        pass_backward(pass, GRADIENTS_SET, false);
        pass_update_buffers(pass);
        update(&training, golden_number(&file, "lr"));
    }
    check_trained(&training, &file, "classifier");
    training_close(&training);
    safetensors_free(&file);
}

/* The mean of -log of the probability that the discriminator gives `target`, and its gradient in the pass. */
static double judge(struct pass *pass, float target)
{
    float targets[BATCH];
    for (int i = 0; i < BATCH; i++) {
        targets[i] = target;
    }
    pass_forward(pass);
    pass_update_buffers(pass);
    return loss_binary_cross_entropy.compute(pass_output(pass), targets, BATCH, 1, pass_output_gradient(pass));
}

static double discriminator_step(struct training *d, const float *real, const float *fake, double lr)
{
    struct trial *trial = &d->trial;
    const float *const inputs[2] = {real, fake};
    double loss = 0;
    for (int i = 0; i < 2; i++) {
        memcpy(pass_input(&trial->pass), inputs[i], input_size(trial, BATCH) * sizeof(float));
        loss += judge(&trial->pass, i == 0 ? 1.0f : 0.0f);
        pass_backward(&trial->pass, i == 0 ? GRADIENTS_SET : GRADIENTS_ADD, false);
    }
    update(d, lr);
    return loss;
}

static double generator_step(struct training *g, struct training *d, double lr)
{
    struct pass *pass = &g->trial.pass, *critic = &d->trial.pass;
    size_t size = output_size(&g->trial, BATCH);
    memcpy(pass_input(critic), pass_output(pass), size * sizeof(float));
    double loss = judge(critic, 1.0f);
    pass_backward(critic, GRADIENTS_NONE, true);
    memcpy(pass_output_gradient(pass), pass_input_gradient(critic), size * sizeof(float));
    pass_backward(pass, GRADIENTS_SET, false);
    update(g, lr);
    return loss;
}

Test(training, gan_agrees_with_pytorch)
{
    struct safetensors file;
    golden_open(&file, "training-gan");
    struct training g, d;
    training_open(&g, &file, "generator", "latent");
    training_open(&d, &file, "discriminator", "input");
    int steps = (int)golden_number(&file, "steps");
    double lr = golden_number(&file, "lr");
    size_t examples = (size_t)golden_rows(&file, "real"), image = shape_size(d.trial.net.input);
    size_t latent = input_size(&g.trial, BATCH);
    const float *real = golden_floats(&file, "real", examples * image);
    const float *latents = golden_floats(&file, "latent", (size_t)steps * latent);
    const float *losses = golden_floats(&file, "losses", 2 * (size_t)steps);
    for (int step = 0; step < steps; step++) {
        struct pass *pass = &g.trial.pass;
        memcpy(pass_input(pass), latents + (size_t)step * latent, latent * sizeof(float));
        pass_forward(pass);
        pass_update_buffers(pass);
        const float *batch = real + (size_t)step * BATCH % examples * image;
        check_loss(discriminator_step(&d, batch, pass_output(pass), lr), losses + 2 * step, step);
        check_loss(generator_step(&g, &d, lr), losses + 2 * step + 1, step);
    }
    check_trained(&g, &file, "generator");
    check_trained(&d, &file, "discriminator");
    training_close(&g);
    training_close(&d);
    safetensors_free(&file);
}
