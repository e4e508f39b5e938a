#include "cli/manual.h"

#include "cli/command.h"
#include "cli/kinds.h"
#include "cli/roff.h"
#include "cli/shipped_experiments.h"
#include "nn/layer.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct item {
    const char *term, *words;
};

static const struct item statuses[] = {
    {"0", "done"},
    {"1", "failed: files, memory, data"},
    {"2", "usage or configuration"},
    {"3", "diverged: a loss or a weight is no longer finite; the last good weights are kept"},
    {"130", "interrupted, with the state saved"},
    {0},
};

static const struct item variables[] = {
    {"FORGER_DATA", "a folder in which data is looked for, before ./data"},
    {"FORGER_ISA", "`baseline`, `avx2` or `avx512`: the instruction set to use instead of the best that is here"},
    {0},
};

static const struct item files[] = {
    {"outputs/NAME/", "a run: pictures, numbers, weights; then NAME-2, and so on"},
    {"../share/forger/experiments/", "seen from the program's folder: the experiments that come with it. "
                                     "`forger train quickstart` finds them by name, "
                                     "`forger train quickstart --print-config` shows one to begin from"},
    {0},
};

static void add_items(struct text *text, const char *heading, const struct item *items)
{
    roff_heading(text, heading);
    for (; items->term; items++) {
        roff_item(text, items->term, NULL, items->words);
    }
}

static void add_table(struct text *text, const struct named *const *table)
{
    for (int i = 0; table[i]; i++) {
        roff_item(text, table[i]->name, NULL, table[i]->help);
    }
}

struct item_group {
    struct text *text;
    const char *name; /* "optimizer.", or "" */
};

static void add_fields(struct text *text, const struct field *rows, const char *group);

static void add_field(void *context, const struct field *rows, const struct field *row, const char *owners)
{
    (void)rows;
    const struct item_group *group = context;
    struct text name = {0}, description = {0};
    text_add(&name, "%s%s", group->name, row->name);
    field_describe(row, owners, &description);
    roff_item(group->text, name.data ? name.data : "", NULL, description.data ? description.data : "");
    if (row->kind == FIELD_GROUP) {
        text_add(&name, ".");
        add_fields(group->text, row->rows, name.data ? name.data : "");
    }
    text_free(&name);
    text_free(&description);
}

static void add_fields(struct text *text, const struct field *rows, const char *group)
{
    struct item_group items = {text, group};
    fields_visit(rows, add_field, &items);
}

static void add_layers(struct text *text)
{
    for (int i = 0; layer_table[i]; i++) {
        const struct layer_type *type = (const struct layer_type *)layer_table[i];
        roff_item(text, type->named.name, NULL, type->named.help);
        text_add(text, ".RS\n");
        roff_verbatim(text, type->example);
        add_fields(text, type->named.fields, "");
        text_add(text, ".RE\n");
    }
}

static void program_page(struct text *text)
{
    roff_begin(text, "forger", 1, "train small networks on small images");
    roff_heading(text, "SYNOPSIS");
    roff_words(text, "`forger` COMMAND [WORD ...] [OPTION ...]");
    roff_heading(text, "DESCRIPTION");
    roff_words(text,
               "Forger trains classifiers, which read small images, and GANs, which draw them, on the CPU. A YAML "
               "file is an experiment; a run of it leaves a folder with pictures, numbers and weights. Begin with "
               "`forger train quickstart` and look at the picture it names.");
    roff_heading(text, "COMMANDS");
    add_table(text, command_table);
    roff_paragraph(text, "`forger` COMMAND `--help` tells more, and so does each one's page.");
    add_items(text, "EXIT STATUS", statuses);
    add_items(text, "ENVIRONMENT", variables);
    add_items(text, "FILES", files);
    roff_heading(text, "SEE ALSO");
    for (int i = 0; command_table[i]; i++) {
        char name[64];
        snprintf(name, sizeof name, "forger-%s", command_table[i]->name);
        roff_reference(text, name, 1, false);
    }
    roff_reference(text, "forger-experiment", 5, true);
}

static void command_page(struct text *text, const char *name, const struct command_type *command)
{
    roff_begin(text, name, 1, command->named.help);
    roff_heading(text, "SYNOPSIS");
    text_add(text, ".B forger %s\n", command->named.name);
    roff_words(text, command->usage);
    if (command->details) {
        roff_heading(text, "DESCRIPTION");
        roff_words(text, command->details);
    }
    if (command->options->name && command->options->help) {
        roff_heading(text, "OPTIONS");
    }
    for (const struct option *option = command->options; option->name && option->help; option++) {
        roff_item(text, option->name, option->argument, option->help);
    }
    roff_heading(text, "SEE ALSO");
    roff_reference(text, "forger", 1, false);
    roff_reference(text, "forger-experiment", 5, true);
}

static void add_kind(struct text *text, const struct kind *kind)
{
    char heading[64];
    size_t length = strlen(kind->named.name);
    for (size_t i = 0; i <= length && i < sizeof heading; i++) {
        heading[i] = (char)toupper((unsigned char)kind->named.name[i]);
    }
    roff_heading(text, heading);
    roff_words(text, kind->named.help);
    if (kind->fields) {
        add_fields(text, kind->fields, "");
    } else if (kind->table == layer_table) {
        add_layers(text);
    } else {
        struct shipped_experiments shipped;
        add_table(text, kind->table ? kind->table : shipped_experiments(&shipped));
    }
}

static void experiment_page(struct text *text)
{
    roff_begin(text, "forger-experiment", 5, "what forger trains: data, layers, optimizer, and how long");
    roff_heading(text, "DESCRIPTION");
    roff_words(text, "A YAML file is an experiment. What isn't said has the field's usual default. Any place can be "
                     "changed on the command line by its dotted name:");
    roff_verbatim(text, "forger train my.yaml optimizer.lr=1e-3 generator.4.conv_transpose.filters=32");
    roff_paragraph(text,
                   "A layer of a net is its name, or a name and its main number, or a name and its fields. Beside "
                   "it may stand `name:`, and `input:` to read another layer than the one before.");
    for (int i = 0; kind_table[i]; i++) {
        const struct kind *kind = (const struct kind *)kind_table[i];
        if (kind->table != command_table) {
            add_kind(text, kind);
        }
    }
    roff_heading(text, "SEE ALSO");
    roff_reference(text, "forger", 1, false);
    roff_reference(text, "forger-train", 1, true);
}

bool manual_page(const char *page, struct text *text, struct fg_error *error)
{
    if (strcmp(page, "forger.1") == 0) {
        program_page(text);
        return true;
    }
    if (strcmp(page, "forger-experiment.5") == 0) {
        experiment_page(text);
        return true;
    }
    for (int i = 0; command_table[i]; i++) {
        char name[64], file[72];
        snprintf(name, sizeof name, "forger-%s", command_table[i]->name);
        snprintf(file, sizeof file, "%s.1", name);
        if (strcmp(page, file) == 0) {
            command_page(text, name, (const struct command_type *)command_table[i]);
            return true;
        }
    }
    return fg_fail(error, FG_USAGE, "there is no page \"%s\"; known: forger.1, forger-COMMAND.1, forger-experiment.5",
                   page);
}
