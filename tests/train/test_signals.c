#include "base/file.h"
#include "support.h"
#include "train/signals.h"

#include <criterion/criterion.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const int all[] = {SIGINT, SIGTERM, SIGHUP};
enum { ALL = sizeof all / sizeof *all };

static void quiet(void)
{
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    for (int i = 0; i < ALL; i++) {
        signal(all[i], SIG_DFL); /* whatever the tests were started with */
    }
}

Test(signals, each_is_noted)
{
    quiet();
    for (int i = 0; i < ALL; i++) {
        signals_watch();
        cr_assert_not(signals_pending());
        raise(all[i]);
        cr_assert(signals_pending());
        signals_unwatch();
    }
}

/* A manager of processes may send one to each and to the group. */
Test(signals, two_at_once_are_one)
{
    quiet();
    signals_watch();
    signals_on_quit("/nowhere/file", "", "");
    raise(SIGTERM);
    raise(SIGTERM);
    raise(SIGHUP);
    cr_assert(signals_pending());
    signals_unwatch();
}

Test(signals, ignored_ones_stay_ignored)
{
    quiet();
    signal(SIGHUP, SIG_IGN);
    signals_watch();
    raise(SIGHUP);
    cr_assert_not(signals_pending());
    signals_unwatch();
    raise(SIGHUP);
}

/* The status with which a process ends that gets two, the second when it counts. */
static int status_of_second(const char *path)
{
    pid_t process = fork();
    cr_assert_geq(process, 0);
    if (process == 0) {
        signals_watch();
        if (path) {
            signals_on_quit(path, "first", "");
            signals_on_quit(path, "second\n", "");
            signals_on_quit(path, "third\n", "gone\n");
        }
        raise(SIGINT);
        usleep(600000);
        raise(SIGTERM);
        _exit(0);
    }
    int status;
    cr_assert_eq(waitpid(process, &status, 0), process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(signals, second_one_ends_the_program)
{
    char folder[256], path[512];
    struct bytes bytes;
    quiet();
    support_folder(folder);
    support_write(folder, "run.json", "running\n", 8, path);
    cr_assert_eq(status_of_second(path), 130);
    cr_assert(file_read(path, &bytes, NULL));
    cr_assert_str_eq((const char *)bytes.data, "third\n");
    free(bytes.data);
    cr_assert_eq(status_of_second(NULL), 130);
    cr_assert_eq(status_of_second("/nowhere/file"), 130);
}
