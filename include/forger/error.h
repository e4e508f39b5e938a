#ifndef FORGER_ERROR_H
#define FORGER_ERROR_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Any thread may call what is here and in the other headers, unless they say more. Two threads must not use one object
 * at the same time, but to read.
 *
 * What went wrong, in the words a user reads. A function that can fail returns bool (true: done) and takes a
 * struct fg_error *, which it fills only on failure; NULL means that the caller does not want to know. */

/* The code is the program's exit status. */
enum fg_code {
    FG_OK = 0,
    FG_FAILED = 1,        /* files, memory, data */
    FG_USAGE = 2,         /* command line or configuration */
    FG_DIVERGED = 3,      /* a loss or a weight is no longer finite */
    FG_INTERRUPTED = 130, /* stopped by a signal, with the state saved */
};

struct fg_error {
    enum fg_code code;
    char message[1024]; /* one line or several, no line end at the end, no other control characters but tabs */
};

/* Fill error and return false, so that a check reads `return fg_fail(error, FG_USAGE, "want ..., got ...")`. */
bool fg_fail(struct fg_error *error, enum fg_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Put "where: " in front of the message, and return false. */
bool fg_error_at(struct fg_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif

#endif
