#ifndef CLI_SHIPPED_EXPERIMENTS_H
#define CLI_SHIPPED_EXPERIMENTS_H

#include "base/text.h"
#include "forger/error.h"

enum { SHIPPED_MOST = 32 };

/* The experiments that come with the program, in the alphabet's order. */
struct shipped_experiments {
    char names[SHIPPED_MOST][64], helps[SHIPPED_MOST][128]; /* help: the file's first line */
    struct named rows[SHIPPED_MOST];
    const struct named *table[SHIPPED_MOST + 1]; /* ends with NULL */
};

/* Finds them, and returns found->table: an empty one where they are not found. */
const struct named *const *shipped_experiments(struct shipped_experiments *found);

/* The path of the one of that name; false where there is none. */
bool shipped_experiment(const char *name, char path[static 4096]);

/* What EXPERIMENT.yaml means: a file; or, by a name without a dot, with no file that holds something, the experiment
 * that comes with the program. Returns one of the first two arguments, or NULL where there is neither. */
const char *experiment_find(const char *given, char path[static 4096], struct fg_error *error);

#endif
