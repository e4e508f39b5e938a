#ifndef CLI_ROFF_H
#define CLI_ROFF_H

#include "base/text.h"

/* A page of the manual, in the language of man(7). Words `between backticks` become bold. */

/* The page's first lines; name as "forger-train". */
void roff_begin(struct text *text, const char *name, int section, const char *help);

void roff_heading(struct text *text, const char *heading);

/* Words that are filled into lines. */
void roff_words(struct text *text, const char *words);

/* A new paragraph. */
void roff_paragraph(struct text *text, const char *words);

/* A term (in bold; argument, or NULL, behind it) and what it means, which is indented. */
void roff_item(struct text *text, const char *term, const char *argument, const char *words);

/* Lines that stay as they are. */
void roff_verbatim(struct text *text, const char *lines);

/* "forger-train(1), forger(1)": part of a line of references; the last one ends it. */
void roff_reference(struct text *text, const char *name, int section, bool last);

#endif
