#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "base/text.h"
#include "forger/error.h"

/* The manual, made from the program's tables: forger.1, one page a command (forger-train.1), and forger-experiment.5
 * with all that an experiment can be made of. */

/* Add the page of that name. FG_USAGE where there is none. */
bool manual_page(const char *page, struct text *text, struct fg_error *error);

#endif
