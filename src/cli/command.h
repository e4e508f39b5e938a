#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/log.h"
#include "base/text.h"
#include "forger/error.h"

#include <stdint.h>

/* A command of the program: a file cmd_NAME.c and a row in command.c. Its options are rows, which give parsing and help
 * at once. */

struct option {
    const char *name;     /* "--out" */
    const char *argument; /* "DIR", or NULL: a switch */
    const char *help;     /* NULL: the program's own, not shown; stands behind those that are */
};

/* What was typed after the command's name. */
struct arguments {
    const struct option *options; /* the command's */
    const char **values;          /* by the option's place; NULL: not given; a switch: its name */
    const char *const *words;     /* what is no option */
    int count;
    const char *line; /* the whole command line, for the record */
};

struct command_type {
    struct named named;
    const char *usage;            /* what follows the name */
    const char *details;          /* more help, or NULL */
    const struct option *options; /* end with a row without a name */
    int least_words, most_words;  /* most -1: any number */
    bool (*run)(const struct arguments *arguments, struct fg_error *error);
};

/* Every command; ends with NULL. Each element is the first member of a command. */
extern const struct named *const command_table[];

/* The value of an option, or NULL. */
const char *argument_value(const struct arguments *arguments, const char *name);

/* A whole number of an option, or fallback where it was not given. */
bool argument_number(const struct arguments *arguments, const char *name, uint64_t least, uint64_t most,
                     uint64_t fallback, uint64_t *number, struct fg_error *error);

/* An error for a name that is not in a table: "there is no WHAT "NAME"", the nearest, and those that are. */
bool argument_unknown(const char *what, const char *name, const struct named *const *table, struct fg_error *error);

/* --threads N, or as many as parallel_cores. */
bool argument_threads(const struct arguments *arguments, int *threads, struct fg_error *error);

#define OPTION_THREADS                                                                                                 \
    {                                                                                                                  \
        "--threads", "N", "threads to use; the default is one for each core it may use"                                \
    }
#define OPTION_QUIET                                                                                                   \
    {                                                                                                                  \
        "--quiet", NULL, "print warnings and results only"                                                             \
    }

/* Parse and run one command line; help and version too. words is room for `count` pointers. */
bool command_line(int count, const char *const *arguments, const char **words, struct fg_error *error);

#endif
