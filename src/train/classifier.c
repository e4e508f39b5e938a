#include "train/classifier.h"
#include "train/pictures.h"

#include <math.h>
#include <string.h>

enum { LOSS, ACCURACY };

static const char *const net_names[] = {"model", NULL};
static const char *const metric_names[] = {"loss", "accuracy", NULL};

static bool check_data(const struct experiment *experiment, const struct fg_dataset *dataset, struct fg_error *error)
{
    (void)experiment;
    return dataset->classes != FG_NO_LABELS ||
           fg_fail(error, FG_FAILED, "a classifier needs labels, and this data has none");
}

static void describe(const struct experiment *experiment, struct shape image, int classes,
                     struct task_net nets[static TASK_LEARNERS_MAX])
{
    (void)classes;
    nets[0].recipe.inputs[0] = (struct net_input){"input", image};
    nets[0].layers = classifier_options(experiment)->model;
    nets[0].optimizer = &experiment->optimizer.options;
    nets[0].rate_key = "optimizer.lr";
    nets[0].average = experiment->average;
}

static bool check_nets(const struct task *task, struct fg_error *error)
{
    const struct net *net = &task->learners[0].net;
    const struct layer *last = net->layers[net->layer_count - 1];
    int classes = task->setting->dataset->classes;
    char shape[48];
    return shape_size(net_output_shape(net, 0)) == (size_t)classes ||
           yaml_fail(&task->setting->experiment->document, last->place, error,
                     "%s: the last layer gives %s, and there are %d classes: end with `dense: %d`", last->name,
                     shape_text(net_output_shape(net, 0), shape), classes, classes);
}

static const struct loss_options *loss_of(const struct experiment *experiment)
{
    return &classifier_options(experiment)->loss;
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
    if (!evaluation_reserve(&self->evaluation, &learner->shown, loss_of(experiment), task->setting->threads, arena,
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
    const struct loss_options *options = loss_of(self->task.setting->experiment);
    int classes = self->task.setting->dataset->classes;
    loss_fill_targets(options, self->labels, pass->count, classes, self->targets);
    return loss_compute(options, pass_output(pass, 0), self->targets, pass->count, classes,
                        pass_output_gradient(pass, 0));
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
    const struct fg_dataset *validation = &task->setting->validation;
    return picture_confusion(folder, self->confusion, validation->classes, validation->class_names, error);
}

static void free_classifier(struct task *task)
{
    evaluation_free(&((struct classifier *)task)->evaluation);
}

static bool check_finished(const struct finished *run, const struct net *net, struct fg_error *error)
{
    struct shape output = net_output_shape(net, 0);
    char got[48];
    return (shape_size(output) == (size_t)run->classes && run->classes <= CLASSES_MAX) ||
           fg_fail(error, FG_FAILED,
                   "%s: the network in config.yaml gives %s, and run.json has %d classes: want the same, at most %d",
                   run->path, shape_text(output, got), run->classes, CLASSES_MAX);
}

const struct task_type task_classifier = {
    .named = {.name = "classify",
              .help = "a classifier: `model`",
              .fields = classifier_fields,
              .size = sizeof(struct classifier_options)},
    .what = "a classifier",
    .size = sizeof(struct classifier),
    .nets = net_names,
    .metrics = metric_names,
    .best = "validation_accuracy",
    .advise = classifier_advise,
    .check_data = check_data,
    .describe = describe,
    .check_nets = check_nets,
    .reserve = reserve,
    .step = step,
    .work = work,
    .batches_a_step = batches_a_step,
    .evaluate = evaluate,
    .draw_best = draw_best,
    .free = free_classifier,
    .check_finished = check_finished,
    .loss = loss_of,
    .classify = evaluate_classifier,
};
