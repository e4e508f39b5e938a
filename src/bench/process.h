#ifndef BENCH_PROCESS_H
#define BENCH_PROCESS_H

#include "forger/error.h"

#include <stddef.h>
#include <sys/types.h>

/* Another process that answers a line on its standard input with a line on its standard output. */
struct process {
    const char *what; /* for messages */
    pid_t id;         /* 0: none */
    int socket;       /* its standard input and output */
    int status;       /* once it has ended: as waitpid gives it */
};

/* Start a program, looked for in PATH; arguments end with NULL. Messages of the program go to our standard error. */
bool process_start(struct process *process, const char *what, const char *const *arguments, struct fg_error *error);

/* Send a line (NULL: nothing) and wait for one, which comes without its line end. Where the process ends instead, or
 * says nothing for ten minutes, it is stopped, and the error says so. */
bool process_ask(struct process *process, const char *question, char *answer, size_t size, struct fg_error *error);

/* Stop it, so that nothing of it runs, also what waits by looking over and over; returns when it has stopped, or ended.
 * It must be let go on before it is asked. Fit for one that was never started, too. */
void process_pause(const struct process *process);
void process_continue(const struct process *process);

/* The most memory it has had so far, in bytes; 0 where the system does not tell. */
size_t process_peak_memory(const struct process *process);

/* End it and wait for its end. Fit for a process that was never started, or has ended. */
void process_stop(struct process *process);

#endif
