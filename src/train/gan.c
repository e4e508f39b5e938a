#include "train/gan.h"
#include "forger/random.h"
#include "train/pictures.h"

#include <math.h>
#include <string.h>

static const char *const metric_names[] = {"discriminator_loss", "generator_loss", "real_score", "fake_score", NULL};

int gan_batch(const struct gan *self)
{
    return self->task.setting->experiment->train.batch;
}

size_t gan_image_size(const struct gan *self)
{
    return shape_size(self->generator.output);
}

static const struct layer *last_layer(const struct net *net)
{
    return net->layers[net->layer_count - 1];
}

static bool check_outputs(const struct gan *self, const struct experiment *experiment, struct shape image,
                          struct fg_error *error)
{
    struct shape drawn = self->generator.output;
    char got[48], want[48];
    if (drawn.height != image.height || drawn.width != image.width || drawn.channels != image.channels) {
        return yaml_fail(&experiment->document, last_layer(&self->generator)->place, error,
                         "%s: the last layer gives %s, and the images are %s", last_layer(&self->generator)->name,
                         shape_text(drawn, got), shape_text(image, want));
    }
    return shape_size(self->discriminator.output) == 1 ||
           yaml_fail(&experiment->document, last_layer(&self->discriminator)->place, error,
                     "%s: the last layer gives %s, and a discriminator gives one number: end with `dense: 1`",
                     last_layer(&self->discriminator)->name, shape_text(self->discriminator.output, got));
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
    int batch = gan_batch(self), threads = self->task.setting->threads;
    int real = experiment->objective.joint_batches ? 2 * batch : batch;
    /* Samples are drawn between steps, and so in the same memory. */
    size_t place = arena->used;
    if (!pass_reserve(&self->fakes, &self->generator, batch, true, threads, GENERATOR_STREAM, arena, error) ||
        !pass_reserve(&self->real, &self->discriminator, real, true, threads, REAL_STREAM, arena, error) ||
        !pass_reserve(&self->fake, &self->discriminator, batch, true, threads, FAKE_STREAM, arena, error)) {
        return false;
    }
    pass_reserve_workspace((struct pass *[]){&self->fakes, &self->real, &self->fake}, 3, arena);
    arena_rewind(arena, place);
    if (!pass_reserve(&self->samples, &self->shown, sample_count(experiment), false, threads, GENERATOR_STREAM, arena,
                      error)) {
        return false;
    }
    pass_reserve_workspace(&(struct pass *){&self->samples}, 1, arena);
    arena_skip(arena);
    return true;
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
    arena_part(arena, "activations");
    self->scratch = arena_take(arena, (size_t)gan_batch(self), sizeof *self->scratch);
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

static bool step(struct task *task, int64_t number)
{
    return gan_step((struct gan *)task, number);
}

static void blame(struct task *task, const char *tensor)
{
    gan_diverged((struct gan *)task, tensor, strncmp(tensor, "discriminator.", strlen("discriminator.")) != 0);
}

/* A discriminator update: the generator forward, the discriminator forward and backward on real and fake images. The
 * generator's update draws no new images: the discriminator forward on the last ones, and back to them without
 * gradients of its own weights; then the generator backward. */
static double work(const struct task *task)
{
    const struct gan *self = (const struct gan *)task;
    const struct net *generator = &self->generator, *discriminator = &self->discriminator;
    double forward = net_forward_work(discriminator);
    double update = net_forward_work(generator) + 2 * (forward + net_backward_work(discriminator, true, false));
    double deceive =
        forward + net_backward_work(discriminator, false, true) + net_backward_work(generator, true, false);
    return gan_batch(self) * (batches_a_step(task) * update + deceive);
}

static int passes(struct task *task, struct pass *list[static TASK_PASSES_MAX])
{
    struct gan *self = (struct gan *)task;
    list[0] = &self->fakes;
    list[1] = &self->real;
    list[2] = &self->fake;
    return 3;
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
    size_t size = gan_image_size(self);
    int batch = gan_batch(self);
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
    if (!self->warned_collapse && gan_batch(self) > 1 && image_spread(self) < 0.005) {
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

static int nets(const struct task *task, struct net_use list[static TASK_NETS_MAX])
{
    const struct gan *self = (const struct gan *)task;
    list[0] =
        task_net_use(&self->generator, &self->generator_optimizer, self->averaged.decay > 0, self->fakes.capacity);
    list[1] = task_net_use(&self->discriminator, &self->discriminator_optimizer, false,
                           self->real.capacity + self->fake.capacity);
    return 2;
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
    .blame = blame,
    .work = work,
    .passes = passes,
    .batches_a_step = batches_a_step,
    .sample = sample,
    .warn = warn,
    .list_weights = list_weights,
    .list_state = list_state,
    .nets = nets,
    .free = free_gan,
};
