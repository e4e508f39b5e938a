#include "base/log.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

static void write_all(struct log *log)
{
    log_progress(log, "step %d", 1);
    log_progress(log, "step %d", 2);
    log_line(log, "line %s", "a");
    log_warning(log, "careful %d", 7);
    log_progress(log, "step %d", 3);
}

static void check_log(bool quiet, bool terminal, const char *expected)
{
    char *written = NULL;
    size_t size = 0;
    struct log log = {.stream = open_memstream(&written, &size), .quiet = quiet, .terminal = terminal};
    write_all(&log);
    fclose(log.stream);
    cr_assert_str_eq(written, expected);
    free(written);
}

Test(log, lines_and_warnings)
{
    check_log(false, false, "line a\nwarning: careful 7\n");
}

Test(log, quiet_keeps_the_warnings)
{
    check_log(true, false, "warning: careful 7\n");
    check_log(true, true, "warning: careful 7\n");
}

Test(log, on_a_terminal_progress_is_drawn_over)
{
    check_log(false, true, "step 1\r\033[Kstep 2\r\033[Kline a\nwarning: careful 7\nstep 3");
}

Test(log, goes_to_standard_error)
{
    struct log log = log_open(true);
    cr_assert(log.stream == stderr && log.quiet && !log.drawn);
}
