#include "config/fields_value.h"
#include "config/show.h"

#include <float.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

size_t field_enter(struct field_reader *reader, const char *name)
{
    size_t length = strlen(reader->path);
    char shown[SHOW_SIZE];
    snprintf(reader->path + length, sizeof reader->path - length, "%s%s", length ? "." : "", show_text(shown, name));
    return length;
}

void field_leave(struct field_reader *reader, size_t length)
{
    reader->path[length] = '\0';
}

bool field_fail(const struct field_reader *reader, const struct yaml_node *node, const char *format, ...)
{
    char message[sizeof reader->error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return yaml_fail(reader->document, node, reader->error, "%s%s%s", reader->path, *reader->path ? ": " : "", message);
}

void field_add_range(struct text *text, const struct field *row)
{
    bool whole = row->kind == FIELD_INT || row->kind == FIELD_INTS;
    char low[SHOW_SIZE], high[SHOW_SIZE];
    bool bounds = row->minimum != 0 || row->maximum != 0;
    bool below = bounds && row->minimum > (whole ? (double)INT_MIN : -(double)FLT_MAX);
    bool above = bounds && row->maximum < (whole ? (double)INT_MAX : (double)FLT_MAX);
    show_number(low, row->minimum);
    show_number(high, row->maximum);
    if (below && above && !row->open) {
        text_add(text, "%s..%s", low, high);
        return;
    }
    if (below) {
        text_add(text, "%s %s", row->open ? "above" : "at least", low);
    }
    if (above) {
        text_add(text, "%sat most %s", below ? ", " : "", high);
    }
}

static void add_with_range(struct text *text, const char *what, const struct field *row)
{
    struct text range = {0};
    field_add_range(&range, row);
    text_add(text, "%s%s%s", what, range.length ? " " : "", range.length ? range.data : "");
    text_free(&range);
}

void field_add_want(struct text *text, const struct field *row)
{
    switch (row->kind) {
    case FIELD_INT:
        add_with_range(text, "a whole number", row);
        break;
    case FIELD_NUMBER:
        add_with_range(text, "a number", row);
        break;
    case FIELD_BOOL:
        text_add(text, "true or false");
        break;
    case FIELD_SEED:
        text_add(text, "a whole number 0..18446744073709551615");
        break;
    case FIELD_CHOICE:
        text_add(text, "one of ");
        named_list(text, row->choices);
        break;
    case FIELD_COURSE:
        add_with_range(text, "a number", row);
        text_add(text, ", or {from, to, over, shape}");
        break;
    case FIELD_INTS:
        add_with_range(text, "whole numbers", row);
        break;
    case FIELD_LIST:
        text_add(text, "a list of ");
        named_list(text, row->choices);
        break;
    case FIELD_TEXT:
        text_add(text, "a text");
        break;
    case FIELD_GROUP:
    case FIELD_NODE:
    case FIELD_LAYERS:
    case FIELD_OWN:
        break;
    }
}
