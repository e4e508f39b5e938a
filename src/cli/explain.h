#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "cli/kinds.h"
#include "forger/error.h"

/* What `forger list NAME` says. */

/* A kind, all of it. */
void explain_kind(const struct kind *kind, struct text *text);

/* Everything of that name: a kind (also in the singular), a row of one, a key of an experiment (by its path, or the
 * last part of it). FG_USAGE with the nearest name where there is nothing. */
bool explain(const char *name, struct text *text, struct fg_error *error);

/* One row of a kind (also in the singular). FG_USAGE where there is no such kind, or no such row in it. */
bool explain_one(const char *kind, const char *name, struct text *text, struct fg_error *error);

#endif
