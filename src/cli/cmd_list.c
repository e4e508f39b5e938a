#include "cli/command.h"
#include "data/source.h"
#include "gan/latent.h"
#include "gan/objective.h"
#include "nn/layer.h"
#include "nn/loss.h"
#include "optim/optimizer.h"
#include "optim/schedule.h"
#include "train/experiment.h"

#include <stdio.h>

static const struct option options[] = {{0}};

/* What can be listed: a table of rows, or something that prints itself. */
struct kind {
    struct named named;
    const struct named *const *table;
    void (*print)(struct text *text);
};

static void print_layers(struct text *text)
{
    for (int i = 0; layer_table[i]; i++) {
        const struct layer_type *type = (const struct layer_type *)layer_table[i];
        text_add(text, "%s: %s\n    - %s\n", type->named.name, type->named.help, type->example);
        fields_help(type->fields, 4, text);
        text_add(text, "\n");
    }
}

static void print_keys(struct text *text)
{
    fields_help(experiment_fields, 0, text);
}

static const struct kind keys = {{"keys", "every key of an experiment"}, NULL, print_keys};
static const struct kind tasks = {{"tasks", "what can be trained"}, task_table, NULL};
static const struct kind layers = {{"layers", "of nets, with their fields"}, NULL, print_layers};
static const struct kind initializers = {{"init", "how weights start"}, initializer_table, NULL};
static const struct kind losses = {{"losses", "of classifiers"}, loss_table, NULL};
static const struct kind objectives = {{"objectives", "of GANs"}, objective_table, NULL};
static const struct kind priors = {{"priors", "of latent vectors"}, prior_table, NULL};
static const struct kind optimizers = {{"optimizers", "how weights are updated"}, optimizer_table, NULL};
static const struct kind schedules = {{"schedules", "how the learning rate goes"}, schedule_table, NULL};
static const struct kind sources = {{"sources", "where images come from"}, source_table, NULL};
static const struct kind commands = {{"commands", "of this program"}, command_table, NULL};

static const struct named *const kind_table[] = {
    &keys.named,   &tasks.named,      &layers.named,    &initializers.named, &losses.named,   &objectives.named,
    &priors.named, &optimizers.named, &schedules.named, &sources.named,      &commands.named, NULL,
};

static void print_table(const struct named *const *table, int indent, struct text *text)
{
    for (int i = 0; table[i]; i++) {
        text_add(text, "%*s%-22s %s\n", indent, "", table[i]->name, table[i]->help);
    }
}

static void print_kind(const struct kind *kind, struct text *text)
{
    if (kind->print) {
        kind->print(text);
    } else {
        print_table(kind->table, 0, text);
    }
}

/* The names of everything, a paragraph a kind. */
static void print_all(struct text *text)
{
    for (int i = 0; kind_table[i]; i++) {
        const struct kind *kind = (const struct kind *)kind_table[i];
        text_add(text, "%s (%s)\n", kind->named.name, kind->named.help);
        if (kind->table) {
            print_table(kind->table, 2, text);
        } else if (kind == &layers) {
            print_table(layer_table, 2, text);
        } else {
            text_add(text, "  see `forger list %s`\n", kind->named.name);
        }
    }
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    struct text text = {0};
    if (arguments->count == 0) {
        print_all(&text);
    } else {
        int row = named_find(kind_table, arguments->words[0]);
        if (row < 0) {
            return argument_unknown("kind", arguments->words[0], kind_table, error);
        }
        print_kind((const struct kind *)kind_table[row], &text);
    }
    fputs(text.data ? text.data : "", stdout);
    text_free(&text);
    return true;
}

const struct command command_list = {
    .named = {"list", "what an experiment can be made of: layers, losses, optimizers, keys and more"},
    .usage = "[KIND]",
    .options = options,
    .least_words = 0,
    .most_words = 1,
    .run = run,
};
