#include "base/log.h"

#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

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

/* A whole network's description is one. */
Test(log, long_lines_are_whole)
{
    char *written = NULL;
    size_t size = 0;
    struct log log = {.stream = open_memstream(&written, &size)};
    log_line(&log, "%100000s", "end");
    fclose(log.stream);
    cr_assert_eq(size, 100001);
    cr_assert_str_eq(written + size - 4, "end\n");
    free(written);
}

Test(log, commands_no_terminal)
{
    char *written = NULL;
    size_t size = 0;
    struct log log = {.stream = open_memstream(&written, &size)};
    log_line(&log, "%s", "a\033[31mb.png");
    log_warning(&log, "%s", "c\xC2\x9B.png");
    fclose(log.stream);
    cr_assert_str_eq(written, "a?[31mb.png\nwarning: c??.png\n");
    free(written);
}

Test(log, goes_to_standard_error)
{
    struct log log = log_open(true);
    cr_assert(log.stream == stderr && log.quiet && !log.drawn);
}

Test(log, progress_is_due_ten_times_a_second)
{
    struct log log = {.terminal = true}, quiet = {.terminal = true, .quiet = true}, file = {0};
    int due = 0;
    for (int millisecond = 0; millisecond < 1000; millisecond++) {
        double now = 5000 + 0.001 * millisecond;
        due += log_progress_is_due(&log, now);
        cr_assert_not(log_progress_is_due(&quiet, now));
        cr_assert_not(log_progress_is_due(&file, now));
    }
    cr_assert(due >= 9 && due <= 11, "%d times", due);
}

/* What a log writes to a terminal with so many columns. */
static void expect_on_terminal(struct log *log, int terminal, int columns, const char *want)
{
    char got[256] = "";
    struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)columns};
    cr_assert_eq(ioctl(terminal, TIOCSWINSZ, &size), 0);
    log_progress(log, "step %d of many steps", 17);
    cr_assert_gt(read(terminal, got, sizeof got - 1), 0);
    cr_assert_str_eq(got, want);
}

/* A row that is full to its last column would go on in the next one, and could not be drawn over. */
Test(log, progress_fits_the_terminal)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    struct log log = {.stream = fopen(ptsname(terminal), "w"), .terminal = true};
    cr_assert(log.stream);
    expect_on_terminal(&log, terminal, 10, "step 17");
    expect_on_terminal(&log, terminal, 5, "\r\033[Kst");
    expect_on_terminal(&log, terminal, 2, "\r\033[K");
    expect_on_terminal(&log, terminal, 100, "\r\033[Kstep 17 of many steps");
    fclose(log.stream);
    close(terminal);
}

Test(log, progress_is_cleared_once)
{
    char *written = NULL;
    size_t size = 0;
    struct log log = {.stream = open_memstream(&written, &size), .terminal = true};
    log_progress(&log, "step");
    log_clear(&log);
    log_clear(&log);
    fclose(log.stream);
    cr_assert_str_eq(written, "step\r\033[K");
    free(written);
}
