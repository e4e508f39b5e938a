#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "base/text.h"

/* What bash completes a command line with, as arrays that scripts/completion.bash reads: the commands, and for each its
 * options and the kinds of its words; kinds of `list`, workloads, keys. */
void completion_tables(struct text *text);

#endif
