#ifndef TRAIN_SIGNALS_H
#define TRAIN_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>

/* SIGINT, SIGTERM and SIGHUP end a training between two steps, with its state saved. The first one says so at once, on
 * standard error. One that comes half a second later, or after that, ends the program at once, with status 130; what
 * comes sooner is the same wish, sent twice. A signal that the program was told to ignore (nohup) stays ignored. */

void signals_watch(void);
void signals_unwatch(void);

/* Whether one has come since signals_watch. */
bool signals_pending(void);

/* What is done before the program ends at once: a file gets this content (whole, by a rename), and a message is written
 * to standard error. Replaces what was said before; without it, nothing is done. Where the texts are too long, it is
 * ignored: path 4095 bytes, text 16383, message 4095. */
void signals_on_quit(const char *path, const char *text, const char *message);

#endif
