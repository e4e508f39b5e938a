#ifndef TRAIN_SIGNALS_H
#define TRAIN_SIGNALS_H

#include <stdbool.h>

/* SIGINT and SIGTERM end a training between two steps, with its state saved. A second one ends the program at once. */

void signals_watch(void);
void signals_unwatch(void);

/* Whether one has come since signals_watch. */
bool signals_pending(void);

#endif
