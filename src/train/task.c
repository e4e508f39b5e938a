#include "train/task.h"

#include <assert.h>
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

struct learner *task_add_learner(struct task *task, const struct optimizer_options *options, const char *rate_key)
{
    assert(task->learner_count < TASK_LEARNERS_MAX);
    struct learner *learner = &task->learners[task->learner_count++];
    *learner = (struct learner){.setting = task->setting, .options = options, .rate_key = rate_key};
    return learner;
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
    task->divergence = (struct divergence){what, learner->rate_key, learner->optimizer.options.lr};
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
