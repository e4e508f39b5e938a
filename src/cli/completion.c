#include "cli/completion.h"

#include "bench/workloads.h"
#include "cli/command.h"
#include "cli/kinds.h"
#include "cli/shipped_experiments.h"
#include "train/experiment.h"

static void add_names(struct text *text, const char *variable, const struct named *const *table)
{
    text_add(text, "%s=(", variable);
    for (int i = 0; table[i]; i++) {
        text_add(text, "%s%s", i ? " " : "", table[i]->name);
    }
    text_add(text, ")\n");
}

struct key_group {
    struct text *text;
    const char *name; /* "optimizer.", or "" */
};

/* "optimizer.lr=", and "model." where names of layers go on. */
static void add_key(void *context, const struct field *rows, const struct field *row, const char *owners)
{
    (void)rows;
    (void)owners;
    const struct key_group *group = context;
    if (row->kind == FIELD_GROUP) {
        struct text name = {0};
        text_add(&name, "%s%s.", group->name, row->name);
        struct key_group below = {group->text, name.data ? name.data : ""};
        fields_visit(row->rows, add_key, &below);
        text_free(&name);
    } else {
        text_add(group->text, " %s%s%s", group->name, row->name, field_is_node(row) ? "." : "=");
    }
}

/* "--out=DIR --threads=N --quiet" */
static void add_options(struct text *text, const struct command_type *command)
{
    text_add(text, "_forger_options[%s]='--help", command->named.name);
    for (const struct option *option = command->options; option->name && option->help; option++) {
        text_add(text, " %s%s%s", option->name, option->argument ? "=" : "", option->argument ? option->argument : "");
    }
    text_add(text, "'\n");
}

void completion_tables(struct text *text)
{
    struct shipped_experiments shipped;
    add_names(text, "_forger_commands", command_table);
    add_names(text, "_forger_kinds", kind_table);
    add_names(text, "_forger_workloads", workload_table);
    add_names(text, "_forger_experiments", shipped_experiments(&shipped));
    text_add(text, "_forger_keys=(");
    struct key_group keys = {text, ""};
    fields_visit(experiment_fields, add_key, &keys);
    text_add(text, ")\ndeclare -gA _forger_options _forger_usage\n");
    for (int i = 0; command_table[i]; i++) {
        const struct command_type *command = (const struct command_type *)command_table[i];
        add_options(text, command);
        text_add(text, "_forger_usage[%s]='%s'\n", command->named.name, command->usage);
    }
}
