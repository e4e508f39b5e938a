#include "train/task.h"

void running_means_add(struct running_means *means, int which, double value)
{
    means->sums[which] += value;
    means->counts[which]++;
}

double running_mean(const struct running_means *means, int which)
{
    return means->counts[which] > 0 ? means->sums[which] / means->counts[which] : 0;
}

bool task_diverged(struct task *task, const char *what, const char *key, double lr)
{
    task->divergence = (struct divergence){what, key, lr};
    return false;
}
