#ifndef TESTS_TRANSCRIPT_H
#define TESTS_TRANSCRIPT_H

/* What the program says, to the letter, against tests/cli/goldens/NAME.txt. A golden shows each command line after
 * `$ `, then standard output, lines of standard error after `! `, and the exit status where it isn't 0. The version
 * stands as VERSION. FORGER_UPDATE_GOLDENS=1 in the environment writes the goldens anew: look at the difference. */

/* Run a line (see cli_support.h) and put it down. */
void transcript_run(const char *line, ...) __attribute__((format(printf, 1, 2)));

/* Compare all since the last comparison with a golden. */
void transcript_compare(const char *name);

#endif
