#include "cli/roff.h"

#include "forger/version.h"

#include <ctype.h>

/* One character; a point or an apostrophe that begins a line would be a request. */
static void add_character(struct text *text, char c)
{
    bool begins = text->length == 0 || text->data[text->length - 1] == '\n';
    switch (c) {
    case '\\':
        text_add(text, "\\e");
        break;
    case '-':
        text_add(text, "\\-");
        break;
    case '\'':
        text_add(text, "\\(aq");
        break;
    case '.':
        text_add(text, begins ? "\\&." : ".");
        break;
    default:
        text_add_bytes(text, &c, 1);
    }
}

static void add_words(struct text *text, const char *words)
{
    bool bold = false;
    for (; *words; words++) {
        if (*words == '`') {
            bold = !bold;
            text_add(text, bold ? "\\fB" : "\\fR");
        } else {
            add_character(text, *words);
        }
    }
}

void roff_begin(struct text *text, const char *name, int section, const char *help)
{
    text_add(text, ".TH ");
    for (const char *c = name; *c; c++) {
        add_character(text, (char)toupper((unsigned char)*c));
    }
    text_add(text, " %d \"\" \"forger %s\"\n", section, FG_VERSION);
    roff_heading(text, "NAME");
    add_words(text, name);
    text_add(text, " \\- ");
    add_words(text, help);
    text_add(text, "\n");
}

void roff_heading(struct text *text, const char *heading)
{
    text_add(text, ".SH %s\n", heading);
}

void roff_words(struct text *text, const char *words)
{
    add_words(text, words);
    text_add(text, "\n");
}

void roff_paragraph(struct text *text, const char *words)
{
    text_add(text, ".PP\n");
    roff_words(text, words);
}

void roff_item(struct text *text, const char *term, const char *argument, const char *words)
{
    text_add(text, ".TP\n\\fB");
    add_words(text, term);
    text_add(text, "\\fR");
    if (argument) {
        text_add(text, " \\fI");
        add_words(text, argument);
        text_add(text, "\\fR");
    }
    text_add(text, "\n");
    roff_words(text, words);
}

void roff_verbatim(struct text *text, const char *lines)
{
    text_add(text, ".PP\n.RS 4\n.nf\n");
    roff_words(text, lines);
    text_add(text, ".fi\n.RE\n");
}

void roff_reference(struct text *text, const char *name, int section, bool last)
{
    text_add(text, ".BR ");
    add_words(text, name);
    text_add(text, " (%d)%s\n", section, last ? "" : ",");
}
