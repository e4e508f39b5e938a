#include "train/gan.h"

static const char *const net_names[] = {"generator", "discriminator", NULL};
static const char *const metric_names[] = {"discriminator_loss", "generator_loss", "real_score", "fake_score", NULL};

int gan_batch(const struct gan *self)
{
    return self->task.setting->experiment->train.batch;
}

size_t gan_image_size(const struct gan *self)
{
    return shape_size(net_output_shape(&self->task.learners[GENERATOR].net, 0));
}

int gan_classes(const struct gan *self)
{
    return net_input_size(&self->task.learners[GENERATOR].net, "label");
}

static const struct layer *last_layer(const struct net *net)
{
    return net->layers[net->layer_count - 1];
}

static bool check_data(const struct experiment *experiment, const struct fg_dataset *dataset, struct fg_error *error)
{
    const struct yaml_node *condition = yaml_get(experiment->document.root, "condition");
    return gan_options(experiment)->condition == CONDITION_NONE || dataset->classes != FG_NO_LABELS ||
           yaml_fail(&experiment->document, condition, error,
                     "condition: `class` needs labels, and this data has none: want other data, or `condition: none`");
}

static void warn_untold(const struct task *task, const struct net *net)
{
    if (net_input_size(net, "label") && net->values[LABEL_INPUT].readers == 0) {
        log_warning(task->setting->log,
                    "%s: no layer reads `label`: `condition: class` has no effect on it: name it, as "
                    "in `concat: label`",
                    net->name);
    }
}

static bool check_nets(const struct task *task, struct fg_error *error)
{
    struct shape image = task_shape(task->setting->dataset);
    const struct yaml_document *document = &task->setting->experiment->document;
    const struct net *generator = &task->learners[GENERATOR].net, *discriminator = &task->learners[DISCRIMINATOR].net;
    struct shape drawn = net_output_shape(generator, 0);
    char got[48], want[48];
    warn_untold(task, generator);
    warn_untold(task, discriminator);
    if (!shape_equal(drawn, image)) {
        return yaml_fail(document, last_layer(generator)->place, error,
                         "%s: the last layer gives %s, and the images are %s", last_layer(generator)->name,
                         shape_text(drawn, got), shape_text(image, want));
    }
    return shape_size(net_output_shape(discriminator, 0)) == 1 ||
           yaml_fail(document, last_layer(discriminator)->place, error,
                     "%s: the last layer gives %s, and a discriminator gives one number: end with `dense: 1`",
                     last_layer(discriminator)->name, shape_text(net_output_shape(discriminator, 0), got));
}

static void describe(const struct experiment *experiment, struct shape image, int classes,
                     struct task_net nets[static TASK_LEARNERS_MAX])
{
    const struct gan_options *options = gan_options(experiment);
    struct task_net *generator = &nets[GENERATOR], *discriminator = &nets[DISCRIMINATOR];
    bool conditional = options->condition == CONDITION_CLASS && classes > 0;
    for (int i = GENERATOR; i <= DISCRIMINATOR; i++) {
        struct net_recipe *recipe = &nets[i].recipe;
        struct shape latent = {1, 1, options->latent.size};
        recipe->inputs[MAIN_INPUT] = (struct net_input){"input", i == GENERATOR ? latent : image};
        recipe->inputs[LABEL_INPUT] = (struct net_input){conditional ? "label" : NULL, {1, 1, classes}};
        recipe->absent = "label";
        recipe->absent_wants = "`condition: class`";
    }
    generator->layers = options->generator;
    generator->optimizer = &experiment->generator_optimizer;
    generator->rate_key = "optimizer.generator.lr";
    generator->average = experiment->average;
    discriminator->layers = options->discriminator;
    discriminator->optimizer = &experiment->discriminator_optimizer;
    discriminator->rate_key = "optimizer.discriminator.lr";
}

/* A pass's examples from the first on. */
static struct judged judged_from(const struct pass *pass, int first)
{
    size_t size = shape_size(net_input_shape(pass->net, MAIN_INPUT)),
           classes = (size_t)net_input_size(pass->net, "label");
    return (struct judged){
        .images = pass_input(pass, MAIN_INPUT) + (size_t)first * size,
        .logits = pass_output(pass, 0) + first,
        .dlogits = pass_output_gradient(pass, 0) + first,
        .classes = classes ? pass_input(pass, LABEL_INPUT) + (size_t)first * classes : NULL,
    };
}

static bool reserve_passes(struct gan *self, struct arena *arena, struct fg_error *error)
{
    struct task *task = &self->task;
    struct learner *generator = &task->learners[GENERATOR], *discriminator = &task->learners[DISCRIMINATOR];
    bool joint = gan_options(task->setting->experiment)->objective.joint_batches;
    int batch = gan_batch(self), real = joint ? 2 * batch : batch;
    if (!learner_reserve_pass(generator, batch, GENERATOR_STREAM, arena, error) ||
        !learner_reserve_pass(discriminator, real, REAL_STREAM, arena, error) ||
        !learner_reserve_pass(discriminator, batch, FAKE_STREAM, arena, error)) {
        return false;
    }
    self->joint_passes = joint ? 1 : 2;
    if (arena->memory) {
        self->real = judged_from(&discriminator->passes[REAL_PASS], 0);
        self->fake = judged_from(&discriminator->passes[joint ? REAL_PASS : FAKE_PASS], joint ? batch : 0);
    }
    task_reserve_workspace(task, arena);
    return true;
}

static bool reserve(struct task *task, struct arena *arena, struct fg_error *error)
{
    struct gan *self = (struct gan *)task;
    struct learner *generator = &task->learners[GENERATOR];
    for (int i = 0; i < task->learner_count; i++) {
        learner_reserve(&task->learners[i], arena);
    }
    arena_part(arena, "activations");
    self->scratch = arena_take(arena, (size_t)gan_batch(self), sizeof *self->scratch);
    self->labels = arena_take(arena, (size_t)gan_batch(self), sizeof *self->labels);
    /* Samples are drawn between steps, and so in the same memory. */
    size_t place = arena->used;
    if (!reserve_passes(self, arena, error)) {
        return false;
    }
    arena_rewind(arena, place);
    gan_reserve_drawing(self, arena);
    if (!evaluation_reserve(&self->evaluation, &generator->shown, NULL, task->setting->threads, arena, error)) {
        return false;
    }
    arena_skip(arena);
    return true;
}

static int batches_a_step(const struct task *task)
{
    return gan_options(task->setting->experiment)->objective.discriminator_steps;
}

/* A discriminator update: the generator forward, the discriminator forward and backward on real and fake images. The
 * generator's update draws no new images: the discriminator forward on the last ones, and back to them without
 * gradients of its own weights; then the generator backward. */
static double work(const struct task *task)
{
    const struct gan *self = (const struct gan *)task;
    const struct net *generator = &task->learners[GENERATOR].net, *discriminator = &task->learners[DISCRIMINATOR].net;
    double forward = net_forward_work(discriminator);
    double update = net_forward_work(generator) + 2 * (forward + net_backward_work(discriminator, NET_PARAMETERS));
    double deceive =
        forward + net_backward_work(discriminator, NET_INPUT(0)) + net_backward_work(generator, NET_PARAMETERS);
    return gan_batch(self) * (batches_a_step(task) * update + deceive);
}

/* How much the images of the newest batch differ. */
static double newest_spread(const struct gan *self)
{
    const struct metric_images images = {
        .size = gan_image_size(self),
        .generated_count = gan_batch(self),
        .generated = pass_output(self->task.learners[GENERATOR].passes, 0),
    };
    return metric_spread.compute(NULL, &images);
}

static void warn(struct task *task)
{
    struct gan *self = (struct gan *)task;
    if (!self->warned_collapse && gan_batch(self) > 1 && newest_spread(self) < 0.005) {
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

static void free_gan(struct task *task)
{
    evaluation_free(&((struct gan *)task)->evaluation);
}

static bool check_finished(const struct finished *run, const struct net *net, struct fg_error *error)
{
    char got[48], want[48];
    if (net_input_size(net, "label") > CLASSES_MAX) {
        return fg_fail(error, FG_FAILED, "%s: run.json has %d classes: want at most %d", run->path, run->classes,
                       CLASSES_MAX);
    }
    return shape_equal(net_output_shape(net, 0), run->image) ||
           fg_fail(error, FG_FAILED, "%s: the generator in config.yaml draws %s, and run.json has images of %s",
                   run->path, shape_text(net_output_shape(net, 0), got), shape_text(run->image, want));
}

const struct task_type task_gan = {
    .named = {.name = "gan",
              .help = "a generator and a discriminator trained against each other",
              .fields = gan_fields,
              .size = sizeof(struct gan_options)},
    .what = "a GAN",
    .size = sizeof(struct gan),
    .whole_batches = true,
    .nets = net_names,
    .metrics = metric_names,
    .check = gan_check,
    .advise = gan_advise,
    .check_data = check_data,
    .describe = describe,
    .check_nets = check_nets,
    .reserve = reserve,
    .step = gan_step,
    .work = work,
    .batches_a_step = batches_a_step,
    .evaluate = gan_evaluate,
    .sample = gan_sample,
    .warn = warn,
    .free = free_gan,
    .check_finished = check_finished,
    .generate = gan_generate,
    .measure = gan_measure,
};
