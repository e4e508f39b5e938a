#include "cli/command.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/thread_pool.h"
#include "forger/version.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS(EACH)                                                                                                     \
    EACH(command, train)                                                                                               \
    EACH(command, resume)                                                                                              \
    EACH(command, sample)                                                                                              \
    EACH(command, predict)                                                                                             \
    EACH(command, eval)                                                                                                \
    EACH(command, bench)                                                                                               \
    EACH(command, info)                                                                                                \
    EACH(command, list)

ROWS(TABLE_DECLARE)

const struct named *const command_table[] = {ROWS(TABLE_ROW) NULL};

static int find_option(const struct option *options, const char *name, size_t length)
{
    for (int i = 0; options[i].name; i++) {
        if (strlen(options[i].name) == length && strncmp(options[i].name, name, length) == 0) {
            return i;
        }
    }
    return -1;
}

const char *argument_value(const struct arguments *arguments, const char *name)
{
    int place = find_option(arguments->options, name, strlen(name));
    return place < 0 ? NULL : arguments->values[place];
}

bool argument_number(const struct arguments *arguments, const char *name, uint64_t least, uint64_t most,
                     uint64_t fallback, uint64_t *number, struct fg_error *error)
{
    const char *value = argument_value(arguments, name);
    *number = fallback;
    if (!value) {
        return true;
    }
    char *end;
    errno = 0;
    *number = strtoull(value, &end, 10);
    bool good = *value >= '0' && *value <= '9' && !*end && !errno && *number >= least && *number <= most;
    return good || fg_fail(error, FG_USAGE, "%s: want a whole number, %llu..%llu, got \"%s\"", name,
                           (unsigned long long)least, (unsigned long long)most, value);
}

bool argument_threads(const struct arguments *arguments, int *threads, struct fg_error *error)
{
    uint64_t number;
    if (!argument_number(arguments, "--threads", 1, THREADS_MAX, (uint64_t)parallel_cores(), &number, error)) {
        return false;
    }
    *threads = (int)number;
    return true;
}

static bool asks_for_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool asks_for_version(const char *word)
{
    return strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0 || strcmp(word, "version") == 0;
}

static void print_help(const struct command_type *command)
{
    printf("forger %s %s\n%s.\n", command->named.name, command->usage, command->named.help);
    if (command->details) {
        printf("\n%s\n", command->details);
    }
    if (command->options[0].name && command->options[0].help) {
        printf("\n");
    }
    for (const struct option *option = command->options; option->name && option->help; option++) {
        char left[64];
        snprintf(left, sizeof left, "%s%s%s", option->name, option->argument ? " " : "",
                 option->argument ? option->argument : "");
        printf("  %-18s %s\n", left, option->help);
    }
}

bool argument_unknown(const char *what, const char *name, const struct named *const *table, struct fg_error *error)
{
    struct text known = {0};
    named_list(&known, table);
    const char *nearest = named_nearest(table, name);
    fg_fail(error, FG_USAGE, "there is no %s \"%s\"; %s%s%sknown: %s", what, name, nearest ? "did you mean \"" : "",
            nearest ? nearest : "", nearest ? "\"? " : "", known.data ? known.data : "none");
    text_free(&known);
    return false;
}

static size_t count_options(const struct option *options)
{
    size_t count = 0;
    while (options[count].name) {
        count++;
    }
    return count;
}

static bool unknown_option(const struct command_type *command, const char *word, struct fg_error *error)
{
    static const struct named help = {.name = "--help", .help = NULL};
    size_t count = count_options(command->options);
    struct named *names = memory_new(count, sizeof *names, error);
    const struct named **table = memory_new(count + 2, sizeof *table, error);
    if (names && table) {
        table[0] = &help;
        for (size_t i = 0; i < count && command->options[i].help; i++) {
            names[i].name = command->options[i].name;
            table[i + 1] = &names[i];
        }
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
        argument_unknown("option", name, table, error);
    }
    free(names);
    free(table);
    return false;
}

/* One option, as `--out DIR` or `--out=DIR`. *place moves to the last word taken. */
static bool parse_option(const struct command_type *command, int count, const char *const *words, int *place,
                         struct arguments *arguments, struct fg_error *error)
{
    const char *word = words[*place], *equals = strchr(word, '=');
    int option = find_option(command->options, word, equals ? (size_t)(equals - word) : strlen(word));
    if (option < 0) {
        return unknown_option(command, word, error);
    }
    if (!command->options[option].argument) {
        arguments->values[option] = command->options[option].name;
        return !equals || fg_fail(error, FG_USAGE, "%s: takes no value", command->options[option].name);
    }
    if (equals) {
        arguments->values[option] = equals + 1;
        return true;
    }
    if (*place + 1 == count) {
        return fg_fail(error, FG_USAGE, "%s: want a value: %s %s", word, word, command->options[option].argument);
    }
    arguments->values[option] = words[++*place];
    return true;
}

/* Parse into `parsed`, with room for what is no option in `words`, and run. Behind "--" nothing is an option. */
static bool parse_and_run(const struct command_type *command, int count, const char *const *arguments,
                          const char **words, struct arguments *parsed, struct fg_error *error)
{
    bool options = true;
    for (int i = 0; i < count; i++) {
        if (options && asks_for_help(arguments[i])) {
            print_help(command);
            return true;
        }
        if (options && strcmp(arguments[i], "--") == 0) {
            options = false;
        } else if (options && arguments[i][0] == '-' && arguments[i][1] != '\0') {
            if (!parse_option(command, count, arguments, &i, parsed, error)) {
                return false;
            }
        } else {
            words[parsed->count++] = arguments[i];
        }
    }
    if (parsed->count < command->least_words || (command->most_words >= 0 && parsed->count > command->most_words)) {
        return fg_fail(error, FG_USAGE, "usage: forger %s %s", command->named.name, command->usage);
    }
    return command->run(parsed, error);
}

static bool run_command(const struct command_type *command, int count, const char *const *arguments, const char **words,
                        const char *line, struct fg_error *error)
{
    struct arguments parsed = {.options = command->options, .words = words, .line = line};
    parsed.values = memory_new(count_options(command->options), sizeof *parsed.values, error);
    bool done = parsed.values && parse_and_run(command, count, arguments, words, &parsed, error);
    free(parsed.values);
    return done;
}

static void print_overview(void)
{
    printf("forger %s: train small networks on small images, on this machine.\n\n", FG_VERSION);
    printf("Begin with    forger train quickstart    and look at the picture it names.\n"
           "Then copy an experiment, change a line, train again, compare.\n\n");
    for (int i = 0; command_table[i]; i++) {
        printf("  %-8s %s\n", command_table[i]->name, command_table[i]->help);
    }
    printf("\n`forger COMMAND --help` tells more.\n");
}

static const struct command_type *find_command(const char *name, struct fg_error *error)
{
    int row = named_find(command_table, name);
    if (row < 0) {
        argument_unknown("command", name, command_table, error);
        return NULL;
    }
    return (const struct command_type *)command_table[row];
}

/* All commands, or one that is named. */
static bool help(const char *name, struct fg_error *error)
{
    if (!name) {
        print_overview();
        return true;
    }
    const struct command_type *command = find_command(name, error);
    if (command) {
        print_help(command);
    }
    return command;
}

bool command_line(int count, const char *const *arguments, const char **words, struct fg_error *error)
{
    if (count == 0 || asks_for_help(arguments[0]) || strcmp(arguments[0], "help") == 0) {
        return help(count > 1 ? arguments[1] : NULL, error);
    }
    if (asks_for_version(arguments[0])) {
        printf("forger %s\n", FG_VERSION);
        return true;
    }
    const struct command_type *command = find_command(arguments[0], error);
    if (!command) {
        return false;
    }
    struct text line = {0};
    text_add(&line, "forger");
    for (int i = 0; i < count; i++) {
        text_add(&line, " ");
        text_add_word(&line, arguments[i]);
    }
    bool done = run_command(command, count - 1, arguments + 1, words, line.data ? line.data : "", error);
    text_free(&line);
    return done;
}
