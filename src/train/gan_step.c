#include "forger/random.h"
#include "kernels/shards.h"
#include "train/gan.h"

#include <math.h>
#include <string.h>

static double mean_score(const float *logits, int count)
{
    double sums[SHARDS] = {0};
    for (int shard = 0; shard < SHARDS; shard++) {
        for (int i = shard_begin(shard, count); i < shard_begin(shard + 1, count); i++) {
            sums[shard] += 1 / (1 + exp(-(double)logits[i]));
        }
    }
    return shards_add(sums, 1) / count;
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

static const struct objective_type *objective_of(const struct gan *self)
{
    return (const struct objective_type *)objective_table[gan_options(self->task.setting->experiment)->objective.loss];
}

/* The next real images, with their classes. */
static void take_real(struct gan *self, int64_t number)
{
    int batch = gan_batch(self), classes = gan_classes(self);
    feed_batch(&self->task.setting->feed, number,
               &(struct batch){.x = self->real.images, .labels = classes ? self->labels : NULL});
    if (classes) {
        condition_fill(self->labels, batch, classes, self->real.classes);
    }
}

/* G(z), from new latent vectors and, with a condition, new classes; number counts the discriminator's updates. */
static void generate(struct gan *self, uint32_t number)
{
    const struct experiment *experiment = self->task.setting->experiment;
    struct learner *generator = &self->task.learners[GENERATOR];
    struct pass *made = generator->passes;
    int batch = gan_batch(self), classes = gan_classes(self);
    latent_draw(&gan_options(experiment)->latent, experiment->seed, FG_PURPOSE_LATENT, number, 0, batch,
                pass_input(made, MAIN_INPUT));
    if (classes) {
        condition_draw(experiment->seed, FG_PURPOSE_CONDITION, number, 0, batch, classes, self->labels);
        condition_fill(self->labels, batch, classes, pass_input(made, LABEL_INPUT));
    }
    learner_forward(generator, 0, batch, number);
}

/* Give the discriminator the images generated last, and their classes. */
static void show_fakes(const struct gan *self, float *images, float *classes)
{
    const struct pass *made = self->task.learners[GENERATOR].passes;
    int batch = gan_batch(self), width = gan_classes(self);
    memcpy(images, pass_output(made, 0), (size_t)batch * gan_image_size(self) * sizeof *images);
    if (width) {
        condition_fill(self->labels, batch, width, classes);
    }
}

/* A loss that isn't finite is the generator's fault where its images aren't. */
static bool fail_discriminator_loss(struct gan *self)
{
    struct learner *learners = self->task.learners;
    bool fakes = are_finite(self->fake.images, (size_t)gan_batch(self) * gan_image_size(self));
    return task_diverged(&self->task, "the discriminator's loss", &learners[fakes ? DISCRIMINATOR : GENERATOR]);
}

static void measure(struct gan *self, double loss)
{
    struct running_means *means = &self->task.means;
    running_means_add(means, DISCRIMINATOR_LOSS, loss);
    running_means_add(means, REAL_SCORE, mean_score(self->real.logits, gan_batch(self)));
    running_means_add(means, FAKE_SCORE, mean_score(self->fake.logits, gan_batch(self)));
}

static bool update_discriminator(struct gan *self, int64_t step, int64_t number)
{
    struct learner *discriminator = &self->task.learners[DISCRIMINATOR];
    const struct objective_options *options = &gan_options(self->task.setting->experiment)->objective;
    const struct judged *real = &self->real, *fake = &self->fake;
    int batch = gan_batch(self), passes = self->joint_passes;
    take_real(self, number);
    generate(self, (uint32_t)number);
    show_fakes(self, fake->images, fake->classes);
    discriminator->passes[FAKE_PASS].stream = FAKE_STREAM;
    for (int i = 0; i < passes; i++) {
        learner_forward(discriminator, i, discriminator->passes[i].options.capacity, (uint32_t)number);
    }
    double loss = objective_of(self)->discriminator(options->own, real->logits, fake->logits, batch, real->dlogits,
                                                    fake->dlogits, self->scratch);
    if (!isfinite(loss)) {
        return fail_discriminator_loss(self);
    }
    measure(self, loss);
    for (int i = 0; i < passes; i++) {
        pass_backward(&discriminator->passes[i], i == 0 ? GRADIENTS_SET : GRADIENTS_ADD, 0);
    }
    return learner_update(discriminator, step, passes) ||
           task_diverged(&self->task, "a weight of the discriminator", discriminator);
}

/* The generator against the discriminator as it is now, on the images generated last. */
static bool update_generator(struct gan *self, int64_t step, int64_t number)
{
    struct learner *generator = &self->task.learners[GENERATOR], *discriminator = &self->task.learners[DISCRIMINATOR];
    const struct objective_options *options = &gan_options(self->task.setting->experiment)->objective;
    struct pass *made = generator->passes, *judged = &discriminator->passes[FAKE_PASS];
    size_t size = (size_t)gan_batch(self) * gan_image_size(self);
    show_fakes(self, pass_input(judged, MAIN_INPUT), gan_classes(self) ? pass_input(judged, LABEL_INPUT) : NULL);
    judged->stream = DECEIT_STREAM;
    learner_forward(discriminator, FAKE_PASS, gan_batch(self), (uint32_t)number);
    double loss = objective_of(self)->generator(options->own, pass_output(judged, 0), gan_batch(self),
                                                pass_output_gradient(judged, 0), self->scratch);
    if (!isfinite(loss)) { /* the discriminator's update before it was too long: its own loss was finite */
        return task_diverged(&self->task, "the generator's loss", discriminator);
    }
    running_means_add(&self->task.means, GENERATOR_LOSS, loss);
    pass_backward(judged, GRADIENTS_NONE, NET_INPUT(0));
    memcpy(pass_output_gradient(made, 0), pass_input_gradient(judged, 0), size * sizeof(float));
    pass_backward(made, GRADIENTS_SET, 0);
    if (!learner_update(generator, step, 1)) {
        bool given = are_finite(pass_input_gradient(judged, 0), size);
        return task_diverged(&self->task, "a weight of the generator", given ? generator : discriminator);
    }
    return true;
}

/* Goodfellow et al. 2014, algorithm 1. */
bool gan_step(struct task *task, int64_t step)
{
    struct gan *self = (struct gan *)task;
    int64_t updates = gan_options(task->setting->experiment)->objective.discriminator_steps;
    int64_t first = step * updates, last = first + updates - 1;
    for (int64_t number = first; number <= last; number++) {
        if (!update_discriminator(self, step, number)) {
            return false;
        }
    }
    return update_generator(self, step, last);
}
