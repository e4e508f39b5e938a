#include "cli/kinds.h"

#include "cli/command.h"
#include "data/source.h"
#include "gan/latent.h"
#include "gan/objective.h"
#include "nn/layer.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/experiment.h"

static const struct kind keys = {{"keys", "every key of an experiment"}, NULL, experiment_fields};
static const struct kind tasks = {{"tasks", "what can be trained"}, task_table, NULL};
static const struct kind layers = {{"layers", "of nets, with their fields"}, layer_table, NULL};
static const struct kind initializers = {{"init", "how weights start"}, initializer_table, NULL};
static const struct kind losses = {{"losses", "of classifiers"}, loss_table, NULL};
static const struct kind objectives = {{"objectives", "of GANs"}, objective_table, NULL};
static const struct kind priors = {{"priors", "of latent vectors"}, prior_table, NULL};
static const struct kind optimizers = {{"optimizers", "how weights are updated"}, optimizer_table, NULL};
static const struct kind schedules = {{"schedules", "how the learning rate goes"}, schedule_table, NULL};
static const struct kind sources = {{"sources", "where images come from"}, source_table, NULL};
static const struct kind experiments = {{"experiments", "that come with the program: `forger train NAME`"}, NULL, NULL};
static const struct kind commands = {{"commands", "of this program"}, command_table, NULL};

const struct named *const kind_table[] = {
    &keys.named,   &tasks.named,      &layers.named,    &initializers.named, &losses.named,      &objectives.named,
    &priors.named, &optimizers.named, &schedules.named, &sources.named,      &experiments.named, &commands.named,
    NULL,
};
