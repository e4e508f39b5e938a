#include "train/task.h"

#include <string.h>

void running_means_add(struct running_means *means, int which, double value)
{
    means->sums[which] += value;
    means->counts[which]++;
}

double running_mean(const struct running_means *means, int which)
{
    return means->counts[which] > 0 ? means->sums[which] / means->counts[which] : 0;
}

#define ROWS(EACH)                                                                                                     \
    EACH(task, classifier)                                                                                             \
    EACH(task, gan)

ROWS(TABLE_DECLARE)

const struct named *const task_table[] = {ROWS(TABLE_ROW) NULL};

struct shape task_shape(const struct fg_dataset *dataset)
{
    return (struct shape){dataset->height, dataset->width, dataset->channels};
}

const struct task_type *task_type(const struct experiment *experiment)
{
    return (const struct task_type *)task_table[experiment->task];
}

bool task_has_net(const struct task_type *type, const char *name)
{
    const char *const *net = type->nets;
    while (*net && strcmp(*net, name) != 0) {
        net++;
    }
    return *net;
}

int task_describe(const struct experiment *experiment, struct shape image, int classes,
                  struct task_net nets[static TASK_LEARNERS_MAX])
{
    const struct task_type *type = task_type(experiment);
    int count = 0;
    for (; type->nets[count]; count++) {
        nets[count] = (struct task_net){
            .recipe = {.name = type->nets[count],
                       .initializer = (enum initializer)experiment->initializer,
                       .stream = (uint32_t)count,
                       .document = &experiment->document},
        };
    }
    type->describe(experiment, image, classes, nets);
    return count;
}

bool task_build(struct task *task, struct fg_error *error)
{
    const struct fg_dataset *dataset = task->setting->dataset;
    struct task_net nets[TASK_LEARNERS_MAX];
    int count = task_describe(task->setting->experiment, task_shape(dataset), dataset->classes, nets);
    for (int i = 0; i < count; i++) {
        struct learner *learner = &task->learners[task->learner_count++];
        *learner = (struct learner){
            .setting = task->setting,
            .options = nets[i].optimizer,
            .rate_key = nets[i].rate_key,
            .average = nets[i].average,
        };
        if (!net_read(&learner->net, &nets[i].recipe, nets[i].layers, error)) {
            return false;
        }
    }
    return task->type->check_nets(task, error);
}

int task_passes(struct task *task, struct pass *list[static TASK_PASSES_MAX])
{
    int count = 0;
    for (int i = 0; i < task->learner_count; i++) {
        for (int k = 0; k < task->learners[i].pass_count; k++) {
            list[count++] = &task->learners[i].passes[k];
        }
    }
    return count;
}

void task_reserve_workspace(struct task *task, struct arena *arena)
{
    struct pass *passes[TASK_PASSES_MAX];
    pass_reserve_workspace(passes, task_passes(task, passes), arena);
}

void task_list_weights(struct task *task, struct tensor_list *list)
{
    for (int i = 0; i < task->learner_count; i++) {
        learner_list_weights(&task->learners[i], list);
    }
}

void task_list_state(struct task *task, struct tensor_list *list)
{
    task_list_weights(task, list);
    for (int i = 0; i < task->learner_count; i++) {
        learner_list_state(&task->learners[i], list);
    }
}

bool task_diverged(struct task *task, const char *what, const struct learner *learner)
{
    task->divergence = (struct divergence){what, learner->rate_key, learner->rate};
    return false;
}

void task_blame(struct task *task, const char *tensor)
{
    static const char average[] = "average.";
    const char *name = strncmp(tensor, average, strlen(average)) == 0 ? tensor + strlen(average) : tensor;
    const struct learner *learner = task->learners;
    for (int i = 0; i < task->learner_count; i++) {
        size_t length = strlen(task->learners[i].net.name);
        if (strncmp(name, task->learners[i].net.name, length) == 0 && name[length] == '.') {
            learner = &task->learners[i];
        }
    }
    task_diverged(task, tensor, learner);
}

void task_free(struct task *task)
{
    if (task->type->free) {
        task->type->free(task);
    }
    for (int i = 0; i < task->learner_count; i++) {
        learner_free(&task->learners[i]);
    }
}
