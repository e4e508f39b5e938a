#include "forger/random.h"
#include "train/gan.h"

#include <math.h>
#include <string.h>

static double mean_score(const float *logits, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++) {
        sum += 1 / (1 + exp(-(double)logits[i]));
    }
    return sum / count;
}

static void forward(struct pass *pass, int count, uint32_t number)
{
    pass->count = count;
    pass->training = true;
    pass->step = number;
    pass_forward(pass);
}

/* Images in the fakes pass from new latent vectors; number counts the discriminator's updates. */
static void generate(struct gan *self, uint32_t number)
{
    const struct experiment *experiment = self->task.setting->experiment;
    latent_draw(&experiment->latent, experiment->seed, FG_PURPOSE_LATENT, number, 0, gan_batch(self),
                pass_input(&self->fakes));
    forward(&self->fakes, gan_batch(self), number);
}

static double learning_rate(const struct gan *self, const struct optimizer_options *options, int64_t step)
{
    const struct setting *setting = self->task.setting;
    return options->lr * schedule_factor(&setting->experiment->optimizer.schedule, step, setting->total_steps);
}

static bool are_finite(const float *x, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(x[i])) {
            return false;
        }
    }
    return true;
}

bool gan_diverged(struct gan *self, const char *what, bool generator)
{
    const struct optimizer *optimizer = generator ? &self->generator_optimizer : &self->discriminator_optimizer;
    return task_diverged(&self->task, what, generator ? "optimizer.generator.lr" : "optimizer.discriminator.lr",
                         optimizer->options.lr);
}

/* The discriminator's loss with real and fake images in passes of their own. */
static double separate_loss(struct gan *self, uint32_t number)
{
    const struct objective_options *options = &self->task.setting->experiment->objective;
    const struct objective_type *objective = (const struct objective_type *)objective_table[options->loss];
    int batch = gan_batch(self);
    memcpy(pass_input(&self->fake), pass_output(&self->fakes), (size_t)batch * gan_image_size(self) * sizeof(float));
    self->fake.stream = FAKE_STREAM;
    forward(&self->real, batch, number);
    forward(&self->fake, batch, number);
    return objective->discriminator(options, pass_output(&self->real), pass_output(&self->fake), batch,
                                    pass_output_gradient(&self->real), pass_output_gradient(&self->fake),
                                    self->scratch);
}

/* The same with both in one pass, the fake ones behind the real. */
static double joint_loss(struct gan *self, uint32_t number)
{
    const struct objective_options *options = &self->task.setting->experiment->objective;
    const struct objective_type *objective = (const struct objective_type *)objective_table[options->loss];
    int batch = gan_batch(self);
    size_t size = (size_t)batch * gan_image_size(self);
    memcpy(pass_input(&self->real) + size, pass_output(&self->fakes), size * sizeof(float));
    forward(&self->real, 2 * batch, number);
    float *logits = pass_output(&self->real), *gradient = pass_output_gradient(&self->real);
    return objective->discriminator(options, logits, logits + batch, batch, gradient, gradient + batch, self->scratch);
}

static bool update_discriminator(struct gan *self, int64_t step)
{
    bool joint = self->task.setting->experiment->objective.joint_batches;
    struct net *net = &self->discriminator;
    pass_backward(&self->real, GRADIENTS_SET, false);
    if (!joint) {
        pass_backward(&self->fake, GRADIENTS_ADD, false);
    }
    double lr = learning_rate(self, &self->discriminator_optimizer.options, step);
    if (!optimizer_step(&self->discriminator_optimizer, lr, self->task.setting->threads, net->parameters,
                        net->gradients)) {
        return gan_diverged(self, "a weight of the discriminator", false);
    }
    pass_update_buffers(&self->real);
    if (!joint) {
        pass_update_buffers(&self->fake);
    }
    return true;
}

static bool discriminator_step(struct gan *self, int64_t step, int64_t batch_number)
{
    struct task *task = &self->task;
    bool joint = task->setting->experiment->objective.joint_batches;
    int batch = gan_batch(self);
    feed_batch(&task->setting->feed, batch_number, pass_input(&self->real), NULL);
    generate(self, (uint32_t)batch_number);
    double loss = joint ? joint_loss(self, (uint32_t)batch_number) : separate_loss(self, (uint32_t)batch_number);
    if (!isfinite(loss)) {
        bool fakes = are_finite(pass_output(&self->fakes), (size_t)batch * gan_image_size(self));
        return gan_diverged(self, "the discriminator's loss", !fakes);
    }
    const float *real = pass_output(&self->real);
    const float *fake = joint ? real + batch : pass_output(&self->fake);
    running_means_add(&task->means, DISCRIMINATOR_LOSS, loss);
    running_means_add(&task->means, REAL_SCORE, mean_score(real, batch));
    running_means_add(&task->means, FAKE_SCORE, mean_score(fake, batch));
    return update_discriminator(self, step);
}

/* The generator against the discriminator as it is now, on the images generated last. */
static bool generator_step(struct gan *self, int64_t step, uint32_t number)
{
    const struct objective_options *options = &self->task.setting->experiment->objective;
    const struct objective_type *objective = (const struct objective_type *)objective_table[options->loss];
    int batch = gan_batch(self);
    size_t bytes = (size_t)batch * gan_image_size(self) * sizeof(float);
    struct net *net = &self->generator;
    memcpy(pass_input(&self->fake), pass_output(&self->fakes), bytes);
    self->fake.stream = DECEIT_STREAM;
    forward(&self->fake, batch, number);
    double loss = objective->generator(options, pass_output(&self->fake), batch, pass_output_gradient(&self->fake),
                                       self->scratch);
    if (!isfinite(loss)) { /* the discriminator's update before it was too long: its own loss was finite */
        return gan_diverged(self, "the generator's loss", false);
    }
    running_means_add(&self->task.means, GENERATOR_LOSS, loss);
    pass_backward(&self->fake, GRADIENTS_NONE, true);
    memcpy(pass_output_gradient(&self->fakes), pass_input_gradient(&self->fake), bytes);
    pass_backward(&self->fakes, GRADIENTS_SET, false);
    if (!optimizer_step(&self->generator_optimizer, learning_rate(self, &self->generator_optimizer.options, step),
                        self->task.setting->threads, net->parameters, net->gradients)) {
        bool given = are_finite(pass_input_gradient(&self->fake), bytes / sizeof(float));
        return gan_diverged(self, "a weight of the generator", given);
    }
    pass_update_buffers(&self->fakes);
    averaged_update(&self->averaged, net, self->task.setting->threads);
    return true;
}

bool gan_step(struct gan *self, int64_t number)
{
    const struct experiment *experiment = self->task.setting->experiment;
    int64_t batches = experiment->objective.discriminator_steps, first = number * batches;
    self->fakes.seed = self->real.seed = self->fake.seed = experiment->seed;
    for (int64_t i = 0; i < batches; i++) {
        if (!discriminator_step(self, number, first + i)) {
            return false;
        }
    }
    return generator_step(self, number, (uint32_t)(first + batches - 1));
}
