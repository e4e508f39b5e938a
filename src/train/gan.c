#include "forger/random.h"
#include "gan/objective.h"
#include "nn/pass.h"
#include "train/averaged.h"
#include "train/pictures.h"
#include "train/task.h"

#include <math.h>
#include <string.h>

/* Training of a generator and a discriminator against each other. A step: discriminator_steps updates of the
 * discriminator on real and generated images, then one of the generator, on the last of the generated images. */
struct gan {
    struct task task;
    struct net generator, discriminator, shown; /* shown: the generator with averaged weights, where they are kept */
    struct pass fakes;                          /* generator */
    struct pass real, fake; /* discriminator; with joint batches, real holds both, one after the other */
    struct pass samples;    /* generator, for pictures */
    struct optimizer generator_optimizer, discriminator_optimizer;
    struct averaged averaged;
    float *latents; /* of the pictures, the same at each */
    float *scratch; /* (batch) */
    bool warned_collapse, warned_discriminator;
};

enum { DISCRIMINATOR_LOSS, GENERATOR_LOSS, REAL_SCORE, FAKE_SCORE };

static const char *const metric_names[] = {"discriminator_loss", "generator_loss", "real_score", "fake_score", NULL};

enum { GENERATOR_STREAM = 0, DISCRIMINATOR_STREAM = 1, REAL_STREAM = 2, FAKE_STREAM = 3 };

static int batch_size(const struct gan *self)
{
    return self->task.setting->experiment->train.batch;
}

static size_t image_size(const struct gan *self)
{
    return shape_size(self->generator.output);
}

static bool check_outputs(const struct gan *self, const struct experiment *experiment, struct shape image,
                          struct fg_error *error)
{
    struct shape drawn = self->generator.output;
    char got[48], want[48];
    if (drawn.height != image.height || drawn.width != image.width || drawn.channels != image.channels) {
        return yaml_fail(&experiment->document, experiment->generator, error,
                         "%s: the last layer gives %s, and the images are %s",
                         self->generator.layers[self->generator.layer_count - 1]->name, shape_text(drawn, got),
                         shape_text(image, want));
    }
    return shape_size(self->discriminator.output) == 1 ||
           yaml_fail(&experiment->document, experiment->discriminator, error,
                     "%s: the last layer gives %s, and a discriminator gives one number: end with `dense: 1`",
                     self->discriminator.layers[self->discriminator.layer_count - 1]->name,
                     shape_text(self->discriminator.output, got));
}

static bool build(struct task *task, struct fg_error *error)
{
    struct gan *self = (struct gan *)task;
    const struct experiment *experiment = task->setting->experiment;
    const struct fg_dataset *dataset = task->setting->dataset;
    enum initializer initializer = (enum initializer)experiment->initializer;
    struct shape image = {dataset->height, dataset->width, dataset->channels};
    struct shape latent = {1, 1, experiment->latent.size};
    return net_build(&self->generator, "generator", &experiment->document, experiment->generator, latent, initializer,
                     GENERATOR_STREAM, error) &&
           net_build(&self->discriminator, "discriminator", &experiment->document, experiment->discriminator, image,
                     initializer, DISCRIMINATOR_STREAM, error) &&
           check_outputs(self, experiment, image, error);
}

static int sample_count(const struct experiment *experiment)
{
    return experiment->sample.grid.values[0] * experiment->sample.grid.values[1];
}

static bool reserve_passes(struct gan *self, struct arena *arena, struct fg_error *error)
{
    const struct experiment *experiment = self->task.setting->experiment;
    int batch = batch_size(self), threads = self->task.setting->threads;
    int real = experiment->objective.joint_batches ? 2 * batch : batch;
    return pass_reserve(&self->fakes, &self->generator, batch, true, threads, GENERATOR_STREAM, arena, error) &&
           pass_reserve(&self->real, &self->discriminator, real, true, threads, REAL_STREAM, arena, error) &&
           pass_reserve(&self->fake, &self->discriminator, batch, true, threads, FAKE_STREAM, arena, error) &&
           pass_reserve(&self->samples, &self->shown, sample_count(experiment), false, threads, GENERATOR_STREAM, arena,
                        error);
}

static bool reserve(struct task *task, struct arena *arena, struct fg_error *error)
{
    struct gan *self = (struct gan *)task;
    const struct experiment *experiment = task->setting->experiment;
    net_reserve(&self->generator, arena);
    net_reserve(&self->discriminator, arena);
    averaged_reserve(&self->averaged, &self->generator, experiment->average, arena);
    self->shown = averaged_net(&self->averaged, &self->generator);
    optimizer_reserve(&self->generator_optimizer, &experiment->generator_optimizer, self->generator.parameter_count,
                      arena);
    optimizer_reserve(&self->discriminator_optimizer, &experiment->discriminator_optimizer,
                      self->discriminator.parameter_count, arena);
    self->latents =
        arena_take(arena, (size_t)sample_count(experiment) * (size_t)experiment->latent.size, sizeof *self->latents);
    self->scratch = arena_take(arena, (size_t)batch_size(self), sizeof *self->scratch);
    return reserve_passes(self, arena, error);
}

static void initialize(struct task *task)
{
    struct gan *self = (struct gan *)task;
    net_initialize(&self->generator, task->setting->experiment->seed);
    net_initialize(&self->discriminator, task->setting->experiment->seed);
    averaged_initialize(&self->averaged, &self->generator);
}

static int batches_a_step(const struct task *task)
{
    return task->setting->experiment->objective.discriminator_steps;
}

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
    latent_draw(&experiment->latent, experiment->seed, FG_PURPOSE_LATENT, number, 0, batch_size(self),
                pass_input(&self->fakes));
    forward(&self->fakes, batch_size(self), number);
}

static double learning_rate(const struct gan *self, const struct optimizer_options *options, int64_t step)
{
    const struct setting *setting = self->task.setting;
    return options->lr * schedule_factor(&setting->experiment->optimizer.schedule, step, setting->total_steps);
}

/* The discriminator's loss with real and fake images in passes of their own. */
static double separate_loss(struct gan *self, uint32_t number)
{
    const struct objective_options *options = &self->task.setting->experiment->objective;
    const struct objective_type *objective = (const struct objective_type *)objective_table[options->loss];
    int batch = batch_size(self);
    memcpy(pass_input(&self->fake), pass_output(&self->fakes), (size_t)batch * image_size(self) * sizeof(float));
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
    int batch = batch_size(self);
    size_t size = (size_t)batch * image_size(self);
    memcpy(pass_input(&self->real) + size, pass_output(&self->fakes), size * sizeof(float));
    forward(&self->real, 2 * batch, number);
    float *logits = pass_output(&self->real), *gradient = pass_output_gradient(&self->real);
    return objective->discriminator(options, logits, logits + batch, batch, gradient, gradient + batch, self->scratch);
}

static void update_discriminator(struct gan *self, int64_t step)
{
    bool joint = self->task.setting->experiment->objective.joint_batches;
    struct net *net = &self->discriminator;
    net_zero_gradients(net);
    pass_backward(&self->real, true, false);
    if (!joint) {
        pass_backward(&self->fake, true, false);
    }
    optimizer_step(&self->discriminator_optimizer, learning_rate(self, &self->discriminator_optimizer.options, step),
                   self->task.setting->threads, net->parameters, net->gradients);
    pass_update_buffers(&self->real);
    if (!joint) {
        pass_update_buffers(&self->fake);
    }
}

static bool discriminator_step(struct gan *self, int64_t step, int64_t batch_number)
{
    struct task *task = &self->task;
    bool joint = task->setting->experiment->objective.joint_batches;
    int batch = batch_size(self);
    feed_batch(&task->setting->feed, batch_number, pass_input(&self->real), NULL);
    generate(self, (uint32_t)batch_number);
    double loss = joint ? joint_loss(self, (uint32_t)batch_number) : separate_loss(self, (uint32_t)batch_number);
    if (!isfinite(loss)) {
        return false;
    }
    const float *real = pass_output(&self->real);
    const float *fake = joint ? real + batch : pass_output(&self->fake);
    running_means_add(&task->means, DISCRIMINATOR_LOSS, loss);
    running_means_add(&task->means, REAL_SCORE, mean_score(real, batch));
    running_means_add(&task->means, FAKE_SCORE, mean_score(fake, batch));
    update_discriminator(self, step);
    return true;
}

/* The generator against the discriminator as it is now, on the images generated last. */
static bool generator_step(struct gan *self, int64_t step, uint32_t number)
{
    const struct objective_options *options = &self->task.setting->experiment->objective;
    const struct objective_type *objective = (const struct objective_type *)objective_table[options->loss];
    int batch = batch_size(self);
    size_t bytes = (size_t)batch * image_size(self) * sizeof(float);
    struct net *net = &self->generator;
    memcpy(pass_input(&self->fake), pass_output(&self->fakes), bytes);
    forward(&self->fake, batch, number);
    double loss = objective->generator(options, pass_output(&self->fake), batch, pass_output_gradient(&self->fake),
                                       self->scratch);
    if (!isfinite(loss)) {
        return false;
    }
    running_means_add(&self->task.means, GENERATOR_LOSS, loss);
    pass_backward(&self->fake, false, true);
    memcpy(pass_output_gradient(&self->fakes), pass_input_gradient(&self->fake), bytes);
    net_zero_gradients(net);
    pass_backward(&self->fakes, true, false);
    optimizer_step(&self->generator_optimizer, learning_rate(self, &self->generator_optimizer.options, step),
                   self->task.setting->threads, net->parameters, net->gradients);
    pass_update_buffers(&self->fakes);
    averaged_update(&self->averaged, net);
    return true;
}

static bool step(struct task *task, int64_t number)
{
    struct gan *self = (struct gan *)task;
    const struct experiment *experiment = task->setting->experiment;
    int64_t batches = experiment->objective.discriminator_steps, first = number * batches;
    self->fakes.seed = self->real.seed = self->fake.seed = experiment->seed;
    for (int64_t i = 0; i < batches; i++) {
        if (!discriminator_step(self, number, first + i)) {
            return false;
        }
    }
    return generator_step(self, number, (uint32_t)(first + batches - 1));
}

static bool sample(struct task *task, const struct run_folder *folder, int64_t number, struct fg_error *error)
{
    struct gan *self = (struct gan *)task;
    const struct experiment *experiment = task->setting->experiment;
    struct shape image = self->generator.output;
    int count = sample_count(experiment);
    latent_draw(&experiment->latent, experiment->seed, FG_PURPOSE_SAMPLE, 0, 0, count, pass_input(&self->samples));
    self->samples.count = count;
    self->samples.training = false;
    pass_forward(&self->samples);
    return picture_samples(folder, number, pass_output(&self->samples), image.height, image.width, image.channels,
                           experiment->sample.grid.values[0], experiment->sample.grid.values[1], error);
}

/* Standard deviation between the images of the newest batch, mean over pixels. */
static double image_spread(const struct gan *self)
{
    const float *images = pass_output(&self->fakes);
    size_t size = image_size(self);
    int batch = batch_size(self);
    double total = 0;
    for (size_t i = 0; i < size; i++) {
        double sum = 0, squares = 0;
        for (int n = 0; n < batch; n++) {
            double value = (double)images[(size_t)n * size + i];
            sum += value;
            squares += value * value;
        }
        total += sqrt(fmax(squares / batch - sum * sum / batch / batch, 0.0));
    }
    return total / (double)size;
}

static void warn(struct task *task)
{
    struct gan *self = (struct gan *)task;
    if (!self->warned_collapse && batch_size(self) > 1 && image_spread(self) < 0.005) {
        self->warned_collapse = true;
        log_warning(task->setting->log, "the generator draws the same picture from every latent vector (collapse): "
                                        "lower optimizer.lr, or start again with another seed");
    }
    if (!self->warned_discriminator && task->means.counts[DISCRIMINATOR_LOSS] > 0 &&
        running_mean(&task->means, DISCRIMINATOR_LOSS) < 1e-3) {
        self->warned_discriminator = true;
        log_warning(task->setting->log, "the discriminator's loss is stuck at zero: it tells every picture, and the "
                                        "generator learns nothing from it; lower optimizer.discriminator.lr, or make "
                                        "the discriminator smaller");
    }
}

static void list_weights(struct task *task, struct tensor_list *list)
{
    struct gan *self = (struct gan *)task;
    tensor_list_add_net(list, "", &self->generator, self->generator.parameters, self->generator.buffers);
    tensor_list_add_net(list, "", &self->discriminator, self->discriminator.parameters, self->discriminator.buffers);
    if (self->averaged.decay > 0) {
        tensor_list_add_net(list, "average.", &self->generator, self->averaged.parameters, self->averaged.buffers);
    }
}

static void list_state(struct task *task, struct tensor_list *list)
{
    struct gan *self = (struct gan *)task;
    list_weights(task, list);
    tensor_list_add_optimizer(list, self->generator.name, &self->generator_optimizer);
    tensor_list_add_optimizer(list, self->discriminator.name, &self->discriminator_optimizer);
    tensor_list_add(list, "average.updates", TENSOR_I64, 0, &self->averaged.updates);
}

static void describe(const struct task *task, struct text *text)
{
    const struct gan *self = (const struct gan *)task;
    net_describe(&self->generator, batch_size(self), text);
    text_add(text, "\n");
    net_describe(&self->discriminator, batch_size(self), text);
}

static void free_gan(struct task *task)
{
    struct gan *self = (struct gan *)task;
    pass_free(&self->fakes);
    pass_free(&self->real);
    pass_free(&self->fake);
    pass_free(&self->samples);
    net_free(&self->generator);
    net_free(&self->discriminator);
}

const struct task_type task_gan = {
    .size = sizeof(struct gan),
    .whole_batches = true,
    .metrics = metric_names,
    .build = build,
    .reserve = reserve,
    .initialize = initialize,
    .step = step,
    .batches_a_step = batches_a_step,
    .sample = sample,
    .warn = warn,
    .list_weights = list_weights,
    .list_state = list_state,
    .describe = describe,
    .free = free_gan,
};
