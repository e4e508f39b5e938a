#include "base/log.h"

#include <stdarg.h>
#include <unistd.h>

struct log log_open(bool quiet)
{
    return (struct log){.stream = stderr, .quiet = quiet, .terminal = isatty(fileno(stderr))};
}

static void clear_progress(struct log *log)
{
    if (log->drawn) {
        fputs("\r\033[K", log->stream);
        log->drawn = false;
    }
}

void log_line(struct log *log, const char *format, ...)
{
    if (log->quiet) {
        return;
    }
    clear_progress(log);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(log->stream, format, arguments);
    va_end(arguments);
    fputc('\n', log->stream);
}

void log_warning(struct log *log, const char *format, ...)
{
    clear_progress(log);
    fputs("warning: ", log->stream);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(log->stream, format, arguments);
    va_end(arguments);
    fputc('\n', log->stream);
}

void log_progress(struct log *log, const char *format, ...)
{
    if (log->quiet || !log->terminal) {
        return;
    }
    clear_progress(log);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(log->stream, format, arguments);
    va_end(arguments);
    fflush(log->stream);
    log->drawn = true;
}
