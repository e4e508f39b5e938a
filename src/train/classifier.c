#include "nn/loss.h"
#include "train/evaluate.h"
#include "train/pictures.h"
#include "train/task.h"

#include <math.h>
#include <string.h>

/* Training of a classifier: `model`, from images to one logit a class. */
struct classifier {
    struct task task;
    struct evaluation evaluation;
    float *targets;  /* (batch, classes) */
    uint8_t *labels; /* (batch) */
    int64_t *confusion;
};

enum { LOSS, ACCURACY };

static const char *const metric_names[] = {"loss", "accuracy", NULL};

static bool build(struct task *task, struct fg_error *error)
{
    const struct experiment *experiment = task->setting->experiment;
    const struct fg_dataset *dataset = task->setting->dataset;
    struct shape image = {dataset->height, dataset->width, dataset->channels};
    struct learner *learner = task_add_learner(task, &experiment->optimizer.options, "optimizer.lr");
    struct net *net = &learner->net;
    learner->average = experiment->average;
    const struct net_recipe recipe = {.name = "model",
                                      .inputs = {{"input", image}},
                                      .initializer = (enum initializer)experiment->initializer,
                                      .document = &experiment->document};
    if (!net_read(net, &recipe, experiment->model, error)) {
        return false;
    }
    char shape[48];
    const struct layer *last = net->layers[net->layer_count - 1];
    return shape_size(net_output_shape(net, 0)) == (size_t)dataset->classes ||
           yaml_fail(&experiment->document, last->place, error,
                     "%s: the last layer gives %s, and there are %d classes: end with `dense: %d`", last->name,
                     shape_text(net_output_shape(net, 0), shape), dataset->classes, dataset->classes);
}

static bool reserve(struct task *task, struct arena *arena, struct fg_error *error)
{
    struct classifier *self = (struct classifier *)task;
    struct learner *learner = task->learners;
    const struct experiment *experiment = task->setting->experiment;
    size_t batch = (size_t)experiment->train.batch, classes = (size_t)task->setting->dataset->classes;
    learner_reserve(learner, arena);
    arena_part(arena, "activations");
    self->targets = arena_take(arena, batch * classes, sizeof *self->targets);
    self->labels = arena_take(arena, batch, sizeof *self->labels);
    self->confusion = arena_take(arena, classes * classes, sizeof *self->confusion);
    /* Evaluation comes between steps, and so in the same memory. */
    size_t place = arena->used;
    if (!learner_reserve_pass(learner, experiment->train.batch, 0, arena, error)) {
        return false;
    }
    task_reserve_workspace(task, arena);
    arena_rewind(arena, place);
    if (!evaluation_reserve(&self->evaluation, &learner->shown, &experiment->loss, task->setting->threads, arena,
                            error)) {
        return false;
    }
    arena_skip(arena);
    return true;
}

static int batches_a_step(const struct task *task)
{
    (void)task;
    return 1;
}

static double work(const struct task *task)
{
    const struct net *net = &task->learners[0].net;
    return task->setting->experiment->train.batch * (net_forward_work(net) + net_backward_work(net, NET_PARAMETERS));
}

static double share_right(const float *logits, const uint8_t *labels, int count, int classes)
{
    int right = 0;
    for (int n = 0; n < count; n++) {
        right += classification_best(logits + n * classes, classes) == labels[n];
    }
    return (double)right / count;
}

/* The loss of the pass's output, and its gradient. */
static double compute_loss(const struct classifier *self, const struct pass *pass)
{
    const struct loss_options *options = &self->task.setting->experiment->loss;
    const struct loss_type *type = (const struct loss_type *)loss_table[options->type];
    int classes = self->task.setting->dataset->classes;
    loss_fill_targets(self->labels, pass->count, classes, options->label_smoothing, self->targets);
    return type->compute(pass_output(pass, 0), self->targets, pass->count, classes, pass_output_gradient(pass, 0));
}

static bool step(struct task *task, int64_t number)
{
    struct classifier *self = (struct classifier *)task;
    struct learner *learner = task->learners;
    struct pass *pass = learner->passes;
    const struct batch batch = {.x = pass_input(pass, 0), .labels = self->labels};
    int count = feed_batch(&task->setting->feed, number, &batch);
    learner_forward(learner, 0, count, (uint32_t)number);
    double loss = compute_loss(self, pass);
    if (!isfinite(loss)) {
        return task_diverged(task, "the loss", learner);
    }
    running_means_add(&task->means, LOSS, loss);
    running_means_add(&task->means, ACCURACY,
                      share_right(pass_output(pass, 0), self->labels, count, task->setting->dataset->classes));
    pass_backward(pass, GRADIENTS_SET, 0);
    return learner_update(learner, number, 1) || task_diverged(task, "a weight", learner);
}

static int evaluate(struct task *task, struct metric metrics[static TASK_METRICS_MAX])
{
    struct classifier *self = (struct classifier *)task;
    const struct fg_dataset *validation = &task->setting->validation;
    if (validation->count == 0) {
        return 0;
    }
    struct classification result = {.classes = validation->classes, .confusion = self->confusion};
    memset(self->confusion, 0, (size_t)result.classes * (size_t)result.classes * sizeof *self->confusion);
    evaluate_classifier(&self->evaluation, validation, &result, NULL);
    metrics[0] = (struct metric){"validation_loss", classification_loss(&result)};
    metrics[1] = (struct metric){"validation_accuracy", classification_accuracy(&result)};
    return 2;
}

static bool draw_best(struct task *task, const struct run_folder *folder, struct fg_error *error)
{
    struct classifier *self = (struct classifier *)task;
    return picture_confusion(folder, self->confusion, task->setting->validation.classes, error);
}

static void free_classifier(struct task *task)
{
    evaluation_free(&((struct classifier *)task)->evaluation);
}

const struct task_type task_classifier = {
    .size = sizeof(struct classifier),
    .metrics = metric_names,
    .best = "validation_accuracy",
    .build = build,
    .reserve = reserve,
    .step = step,
    .work = work,
    .batches_a_step = batches_a_step,
    .evaluate = evaluate,
    .draw_best = draw_best,
    .free = free_classifier,
};
