#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdio.h>

/* What a person watching a run reads, on standard error. Results go to standard output and do not pass here. */
struct log {
    FILE *stream;    /* NULL: nobody reads it */
    bool quiet;      /* only warnings */
    bool terminal;   /* a progress line is drawn over the one before */
    bool drawn;      /* a progress line stands on the terminal */
    double drawn_at; /* when a progress line was last due */
};

/* To standard error. */
struct log log_open(bool quiet);

/* To a stream of the caller's, or, NULL, to nobody. */
struct log log_open_stream(FILE *stream);

/* A line that stays. */
void log_line(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A line beginning with "warning: ", also when quiet. */
void log_warning(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether it is time for a progress line, which is never where nobody sees it, and else ten times a second: to be asked
 * before one is made. now: by clock_seconds. */
bool log_progress_is_due(struct log *log, double now);

/* On a terminal, a line that the next one replaces, cut to the terminal's width; elsewhere nothing. */
void log_progress(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Take the progress line away: before others write. */
void log_clear(struct log *log);

#endif
