#include "base/log.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const double progress_seconds = 0.1;

struct log log_open(bool quiet)
{
    struct log log = log_open_stream(stderr);
    log.quiet = quiet;
    return log;
}

struct log log_open_stream(FILE *stream)
{
    int descriptor = stream ? fileno(stream) : -1;
    return (struct log){.stream = stream, .terminal = descriptor >= 0 && isatty(descriptor)};
}

void log_clear(struct log *log)
{
    if (log->drawn) {
        fputs("\r\033[K", log->stream);
        log->drawn = false;
    }
}

/* Names in it come from files and folders of strangers. */
static void write_line(struct log *log, const char *mark, const char *format, va_list arguments)
{
    char *line;
    if (!log->stream) {
        return;
    }
    log_clear(log);
    if (vasprintf(&line, format, arguments) < 0) {
        fprintf(log->stream, "%sout of memory for a line\n", mark);
        return;
    }
    text_make_printable(line);
    fprintf(log->stream, "%s%s\n", mark, line);
    free(line);
}

void log_line(struct log *log, const char *format, ...)
{
    if (log->quiet) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    write_line(log, "", format, arguments);
    va_end(arguments);
}

void log_warning(struct log *log, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_line(log, "warning: ", format, arguments);
    va_end(arguments);
}

bool log_progress_is_due(struct log *log, double now)
{
    if (log->quiet || !log->terminal || now - log->drawn_at < progress_seconds) {
        return false;
    }
    log->drawn_at = now;
    return true;
}

/* Many terminals go to the next row when the last column is written, and they show Ctrl-C as ^C. */
enum { COLUMNS_FREE = 3 };

/* Asked anew each time: windows change. */
static int free_columns(const struct log *log)
{
    struct winsize size;
    bool known = ioctl(fileno(log->stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    int columns = known ? size.ws_col : 80;
    return columns > COLUMNS_FREE ? columns - COLUMNS_FREE : 0;
}

void log_progress(struct log *log, const char *format, ...)
{
    char line[512];
    if (log->quiet || !log->terminal) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fprintf(log->stream, "%s%.*s", log->drawn ? "\r\033[K" : "", free_columns(log), line);
    fflush(log->stream);
    log->drawn = true;
}
