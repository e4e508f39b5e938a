#ifndef TESTS_CLI_SUPPORT_H
#define TESTS_CLI_SUPPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Runs the program as its users do: $FORGER_PROGRAM, or build/forger. Every function asserts. A `line` is what follows
 * the program's name, words apart by spaces, 'some words' in quotes, made by printf's rules. Paths are in the working
 * folder. */

/* A new empty folder becomes the working folder. First in every test. */
void cli_enter(void);

/* The folder of the repository. */
const char *cli_root(void);

struct cli_result {
    int status; /* exit status; where a signal ended it, 128 + the signal, as a shell says */
    char out[1 << 16], err[1 << 16];
};

/* Run to the end; the result lives until the next one. */
const struct cli_result *cli_run(const char *line, ...) __attribute__((format(printf, 1, 2)));

/* The same, with this exit status, and this text on standard error (on standard output where status is 0; NULL: any).
 */
const struct cli_result *cli_want(int status, const char *part, const char *line, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a status that is not 0, and nothing in the working folder may have changed. */
const struct cli_result *cli_refuse(int status, const char *part, const char *line, ...)
    __attribute__((format(printf, 3, 4)));

/* Start, to be waited for before another is started. */
pid_t cli_start(const char *line, ...) __attribute__((format(printf, 1, 2)));
const struct cli_result *cli_wait(pid_t process);

/* Wait until a file has at least so many lines. False where the process ended before. */
bool cli_wait_for_lines(pid_t process, const char *path, int lines);

void cli_write(const char *path, const char *text);
bool cli_is_there(const char *path);

/* Two files have the same bytes; or not. */
void cli_same(const char *a, const char *b);
void cli_other(const char *a, const char *b);

/* Every file in run a is in run b with the same bytes; but for run.json, which has times. */
void cli_same_run(const char *a, const char *b);

/* Changes when a name or a byte below the folder does. */
uint64_t cli_fingerprint(const char *folder);

#endif
