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

struct net_use task_net_use(const struct net *net, const struct optimizer *optimizer, bool averaged, int examples)
{
    return (struct net_use){.net = net, .copies = 2 + optimizer->type->states + averaged, .examples = examples};
}
