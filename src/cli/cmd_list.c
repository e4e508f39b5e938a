#include "cli/command.h"
#include "cli/completion.h"
#include "cli/kinds.h"
#include "cli/manual.h"
#include "nn/layer.h"

#include <stdio.h>

static const struct option options[] = {
    {"--man", "PAGE", NULL},
    {"--completion", NULL, NULL},
    {0},
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

static void print_table(const struct named *const *table, int indent, struct text *text)
{
    for (int i = 0; table[i]; i++) {
        text_add(text, "%*s%-22s %s\n", indent, "", table[i]->name, table[i]->help);
    }
}

static void print_kind(const struct kind *kind, struct text *text)
{
    if (kind->fields) {
        fields_help(kind->fields, 0, text);
    } else if (kind->table == layer_table) {
        print_layers(text);
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
        } else {
            text_add(text, "  see `forger list %s`\n", kind->named.name);
        }
    }
}

static bool print_what(const struct arguments *arguments, struct text *text, struct fg_error *error)
{
    const char *page = argument_value(arguments, "--man");
    if (page) {
        return manual_page(page, text, error);
    }
    if (argument_value(arguments, "--completion")) {
        completion_tables(text);
        return true;
    }
    if (arguments->count == 0) {
        print_all(text);
        return true;
    }
    int row = named_find(kind_table, arguments->words[0]);
    if (row < 0) {
        return argument_unknown("kind", arguments->words[0], kind_table, error);
    }
    print_kind((const struct kind *)kind_table[row], text);
    return true;
}

static bool run(const struct arguments *arguments, struct fg_error *error)
{
    struct text text = {0};
    bool done = print_what(arguments, &text, error);
    if (done && text.failed) {
        done = fg_fail(error, FG_FAILED, "out of memory");
    }
    fputs(done && text.data ? text.data : "", stdout);
    text_free(&text);
    return done;
}

const struct command command_list = {
    .named = {"list", "what an experiment can be made of: layers, losses, optimizers, keys and more"},
    .usage = "[KIND]",
    .options = options,
    .least_words = 0,
    .most_words = 1,
    .run = run,
};
