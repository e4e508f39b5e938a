#ifndef CLI_OUTPUT_PATH_H
#define CLI_OUTPUT_PATH_H

#include "forger/error.h"

#include <stddef.h>

/* Where a command writes: `out`, which must not exist, or, where out is NULL, the first of NAME.ENDING, NAME-2.ENDING,
 * ... in the run's folder that does not. FG_USAGE where `out` exists or is empty. */
bool output_path(char *path, size_t size, const char *out, const char *run, const char *name, const char *ending,
                 struct fg_error *error);

#endif
