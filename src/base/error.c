#include "forger/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool fg_fail(struct fg_error *error, enum fg_code code, const char *format, ...)
{
    if (!error) {
        return false;
    }
    error->code = code;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    text_make_printable(error->message);
    return false;
}

bool fg_error_at(struct fg_error *error, const char *format, ...)
{
    if (!error) {
        return false;
    }
    char where[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(where, sizeof where - 2, format, arguments);
    va_end(arguments);
    text_make_printable(where);
    strcat(where, ": ");
    size_t length = strlen(where);
    size_t kept = strnlen(error->message, sizeof error->message - 1 - length);
    memmove(error->message + length, error->message, kept);
    memcpy(error->message, where, length);
    error->message[length + kept] = '\0';
    return false;
}
