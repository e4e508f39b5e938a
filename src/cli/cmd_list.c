#include "cli/command.h"
#include "cli/completion.h"
#include "cli/explain.h"
#include "cli/manual.h"

#include <stdio.h>

static const struct option options[] = {
    {"--man", "PAGE", NULL},
    {"--completion", NULL, NULL},
    {0},
};

static void print_table(const struct named *const *table, struct text *text)
{
    for (int i = 0; table[i]; i++) {
        text_add(text, "  %-22s %s\n", table[i]->name, table[i]->help);
    }
}

/* The names of everything, a paragraph a kind. */
static void print_all(struct text *text)
{
    for (int i = 0; kind_table[i]; i++) {
        const struct kind *kind = (const struct kind *)kind_table[i];
        text_add(text, "%s (%s)\n", kind->named.name, kind->named.help);
        if (kind->table) {
            print_table(kind->table, text);
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
    return arguments->count == 1 ? explain(arguments->words[0], text, error)
                                 : explain_one(arguments->words[0], arguments->words[1], text, error);
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

const struct command_type command_list = {
    .named = {.name = "list", .help = "what an experiment can be made of: layers, losses, optimizers, keys and more"},
    .usage = "[KIND] [NAME | KEY]",
    .details =
        "Explains a kind (layers, optimizers), one of a kind (batchnorm, adam, optimizers adam), or a key of an\n"
        "experiment (optimizer.lr, patience), with the fields, their ranges and defaults.",
    .options = options,
    .least_words = 0,
    .most_words = 2,
    .run = run,
};
