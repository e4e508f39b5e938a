#include "nn/loss.h"
#include "nn/pass.h"
#include "train/averaged.h"
#include "train/evaluate.h"
#include "train/pictures.h"
#include "train/task.h"

#include <math.h>
#include <string.h>

/* Training of a classifier: `model`, from images to one logit a class. */
struct classifier {
    struct task task;
    struct net net, shown; /* shown: with the averaged weights, where they are kept */
    struct pass pass;
    struct evaluation evaluation;
    struct optimizer optimizer;
    struct averaged averaged;
    float *targets;  /* (batch, classes) */
    uint8_t *labels; /* (batch) */
    int64_t *confusion;
};

enum { LOSS, ACCURACY };

static const char *const metric_names[] = {"loss", "accuracy", NULL};

static bool build(struct task *task, struct fg_error *error)
{
    struct classifier *self = (struct classifier *)task;
    const struct experiment *experiment = task->setting->experiment;
    const struct fg_dataset *dataset = task->setting->dataset;
    struct shape image = {dataset->height, dataset->width, dataset->channels};
    if (!net_build(&self->net, "model", &experiment->document, experiment->model, image,
                   (enum initializer)experiment->initializer, 0, error)) {
        return false;
    }
    char shape[48];
    const struct layer *last = self->net.layers[self->net.layer_count - 1];
    return shape_size(self->net.output) == (size_t)dataset->classes ||
           yaml_fail(&experiment->document, last->place, error,
                     "%s: the last layer gives %s, and there are %d classes: end with `dense: %d`", last->name,
                     shape_text(self->net.output, shape), dataset->classes, dataset->classes);
}

static bool reserve(struct task *task, struct arena *arena, struct fg_error *error)
{
    struct classifier *self = (struct classifier *)task;
    const struct experiment *experiment = task->setting->experiment;
    int batch = experiment->train.batch, threads = task->setting->threads, classes = task->setting->dataset->classes;
    net_reserve(&self->net, arena);
    averaged_reserve(&self->averaged, &self->net, experiment->average, arena);
    self->shown = averaged_net(&self->averaged, &self->net);
    optimizer_reserve(&self->optimizer, &experiment->optimizer.options, self->net.parameter_count, arena);
    arena_part(arena, "activations");
    self->targets = arena_take(arena, (size_t)batch * (size_t)classes, sizeof *self->targets);
    self->labels = arena_take(arena, (size_t)batch, sizeof *self->labels);
    self->confusion = arena_take(arena, (size_t)classes * (size_t)classes, sizeof *self->confusion);
    /* Evaluation comes between steps, and so in the same memory. */
    size_t place = arena->used;
    if (!pass_reserve(&self->pass, &self->net, batch, true, threads, 0, arena, error)) {
        return false;
    }
    pass_reserve_workspace(&(struct pass *){&self->pass}, 1, arena);
    arena_rewind(arena, place);
    if (!evaluation_reserve(&self->evaluation, &self->shown, &experiment->loss, threads, arena, error)) {
        return false;
    }
    arena_skip(arena);
    return true;
}

static void initialize(struct task *task)
{
    struct classifier *self = (struct classifier *)task;
    net_initialize(&self->net, task->setting->experiment->seed);
    averaged_initialize(&self->averaged, &self->net);
}

static int batches_a_step(const struct task *task)
{
    (void)task;
    return 1;
}

static double work(const struct task *task)
{
    const struct classifier *self = (const struct classifier *)task;
    return task->setting->experiment->train.batch *
           (net_forward_work(&self->net) + net_backward_work(&self->net, true, false));
}

static int passes(struct task *task, struct pass *list[static TASK_PASSES_MAX])
{
    list[0] = &((struct classifier *)task)->pass;
    return 1;
}

static double share_right(const float *logits, const uint8_t *labels, int count, int classes)
{
    int right = 0;
    for (int n = 0; n < count; n++) {
        right += classification_best(logits + n * classes, classes) == labels[n];
    }
    return (double)right / count;
}

static bool fail_diverged(struct task *task, const char *what)
{
    return task_diverged(task, what, "optimizer.lr", task->setting->experiment->optimizer.options.lr);
}

static void blame(struct task *task, const char *tensor)
{
    fail_diverged(task, tensor);
}

static bool step(struct task *task, int64_t number)
{
    struct classifier *self = (struct classifier *)task;
    const struct experiment *experiment = task->setting->experiment;
    struct pass *pass = &self->pass;
    int classes = task->setting->dataset->classes;
    const struct loss_type *loss_type = (const struct loss_type *)loss_table[experiment->loss.type];
    pass->count = feed_batch(&task->setting->feed, number, pass_input(pass), self->labels);
    pass->training = true;
    pass->seed = experiment->seed;
    pass->step = (uint32_t)number;
    pass_forward(pass);
    loss_fill_targets(self->labels, pass->count, classes, experiment->loss.label_smoothing, self->targets);
    double loss =
        loss_type->compute(pass_output(pass), self->targets, pass->count, classes, pass_output_gradient(pass));
    if (!isfinite(loss)) {
        return fail_diverged(task, "the loss");
    }
    running_means_add(&task->means, LOSS, loss);
    running_means_add(&task->means, ACCURACY, share_right(pass_output(pass), self->labels, pass->count, classes));
    pass_backward(pass, GRADIENTS_SET, false);
    double lr = experiment->optimizer.options.lr *
                schedule_factor(&experiment->optimizer.schedule, number, task->setting->total_steps);
    if (!optimizer_step(&self->optimizer, lr, task->setting->threads, self->net.parameters, self->net.gradients)) {
        return fail_diverged(task, "a weight");
    }
    pass_update_buffers(pass);
    averaged_update(&self->averaged, &self->net, task->setting->threads);
    return true;
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

static void list_weights(struct task *task, struct tensor_list *list)
{
    struct classifier *self = (struct classifier *)task;
    tensor_list_add_net(list, "", &self->net, self->net.parameters, self->net.buffers);
    if (self->averaged.decay > 0) {
        tensor_list_add_net(list, "average.", &self->net, self->averaged.parameters, self->averaged.buffers);
    }
}

static void list_state(struct task *task, struct tensor_list *list)
{
    struct classifier *self = (struct classifier *)task;
    list_weights(task, list);
    tensor_list_add_optimizer(list, self->net.name, &self->optimizer);
    tensor_list_add(list, "average.updates", TENSOR_I64, 0, &self->averaged.updates);
}

static int nets(const struct task *task, struct net_use list[static TASK_NETS_MAX])
{
    const struct classifier *self = (const struct classifier *)task;
    list[0] = task_net_use(&self->net, &self->optimizer, self->averaged.decay > 0, self->pass.capacity);
    return 1;
}

static void free_classifier(struct task *task)
{
    struct classifier *self = (struct classifier *)task;
    pass_free(&self->pass);
    evaluation_free(&self->evaluation);
    net_free(&self->net);
}

const struct task_type task_classifier = {
    .size = sizeof(struct classifier),
    .metrics = metric_names,
    .best = "validation_accuracy",
    .build = build,
    .reserve = reserve,
    .initialize = initialize,
    .step = step,
    .blame = blame,
    .work = work,
    .passes = passes,
    .batches_a_step = batches_a_step,
    .evaluate = evaluate,
    .draw_best = draw_best,
    .list_weights = list_weights,
    .list_state = list_state,
    .nets = nets,
    .free = free_classifier,
};
