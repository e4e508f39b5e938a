#include "cli/kinds.h"

#include "cli/command.h"
#include "config/course.h"
#include "data/source.h"
#include "gan/condition.h"
#include "gan/latent.h"
#include "gan/objective.h"
#include "metrics/metric.h"
#include "nn/constraint.h"
#include "nn/layer.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/experiment.h"

static const struct kind keys = {{.name = "keys", .help = "every key of an experiment"}, NULL, experiment_fields};
static const struct kind tasks = {{.name = "tasks", .help = "what can be trained"}, task_table, NULL};
static const struct kind layers = {{.name = "layers", .help = "of nets, with their fields"}, layer_table, NULL};
static const struct kind initializers = {{.name = "init", .help = "how weights start"}, initializer_table, NULL};
static const struct kind constraints = {
    {.name = "constraints", .help = "of a layer's weights, said beside it: `constraint: spectral_norm`"},
    constraint_table,
    NULL};
static const struct kind losses = {{.name = "losses", .help = "of classifiers"}, loss_table, NULL};
static const struct kind objectives = {{.name = "objectives", .help = "of GANs"}, objective_table, NULL};
static const struct kind conditions = {{.name = "conditions", .help = "of GANs"}, condition_table, NULL};
static const struct kind metrics = {{.name = "metrics", .help = "of what GANs draw"}, metric_table, NULL};
static const struct kind priors = {{.name = "priors", .help = "of latent vectors"}, prior_table, NULL};
static const struct kind optimizers = {
    {.name = "optimizers", .help = "how weights are updated"}, optimizer_table, NULL};
static const struct kind schedules = {
    {.name = "schedules", .help = "how the learning rate goes"}, schedule_table, NULL};
static const struct kind shapes = {
    {.name = "shapes", .help = "of what goes over a run: {from: 1, to: 0.1, over: 0.5, shape: cosine}"},
    course_shape_table,
    NULL,
};
static const struct kind sources = {{.name = "sources", .help = "where images come from"}, source_table, NULL};
static const struct kind experiments = {
    {.name = "experiments", .help = "that come with the program: `forger train NAME`"}, NULL, NULL};
static const struct kind commands = {{.name = "commands", .help = "of this program"}, command_table, NULL};

const struct named *const kind_table[] = {
    &keys.named,
    &tasks.named,
    &layers.named,
    &initializers.named,
    &constraints.named,
    &losses.named,
    &objectives.named,
    &conditions.named,
    &metrics.named,
    &priors.named,
    &optimizers.named,
    &schedules.named,
    &shapes.named,
    &sources.named,
    &experiments.named,
    &commands.named,
    NULL,
};
