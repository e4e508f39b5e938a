#include "train/signals.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A handler may run on any thread, at any place, and only calls what POSIX allows there: so what it writes is prepared,
 * and it finds it by one pointer. The other one of the two is free to be filled. */

enum { MILLISECONDS_APART = 500, STATUS = 130 };

struct farewell {
    char path[4096], temporary[4096 + 64], text[16384], message[4096];
};

static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
enum { WATCHED = sizeof watched / sizeof *watched };
static struct sigaction before[WATCHED];

static const char *notice; /* begins with a new line where a progress line may stand */
static struct farewell farewells[2];
static _Atomic(const struct farewell *) prepared;
static atomic_llong first_at; /* milliseconds; 0: none has come */

static bool write_text(int descriptor, const char *text)
{
    size_t length = strlen(text);
    return write(descriptor, text, length) == (ssize_t)length;
}

static void put_file(const struct farewell *farewell)
{
    int descriptor = open(farewell->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return;
    }
    bool written = write_text(descriptor, farewell->text) && fsync(descriptor) == 0;
    close(descriptor);
    if (!written || rename(farewell->temporary, farewell->path) != 0) {
        unlink(farewell->temporary);
    }
}

static void quit(void)
{
    const struct farewell *farewell = atomic_load(&prepared);
    if (farewell) {
        put_file(farewell);
        write_text(STDERR_FILENO, farewell->message);
    }
    _exit(STATUS);
}

static void note(int signal)
{
    (void)signal;
    int reason = errno;
    long long now = (long long)(1000 * clock_seconds()) + 1, none = 0;
    if (atomic_compare_exchange_strong(&first_at, &none, now)) {
        write_text(STDERR_FILENO, notice);
    } else if (now - none >= MILLISECONDS_APART) {
        quit();
    }
    errno = reason;
}

void signals_watch(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    const char *line = "\nstopping after this step; once more quits at once\n";
    notice = isatty(STDERR_FILENO) ? line : line + 1;
    atomic_store(&first_at, 0);
    atomic_store(&prepared, NULL);
    for (int i = 0; i < WATCHED; i++) {
        sigaction(watched[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) {
            sigaction(watched[i], &action, NULL);
        }
    }
}

void signals_unwatch(void)
{
    for (int i = 0; i < WATCHED; i++) {
        sigaction(watched[i], &before[i], NULL);
    }
}

bool signals_pending(void)
{
    return atomic_load(&first_at) != 0;
}

void signals_on_quit(const char *path, const char *text, const char *message)
{
    struct farewell *farewell = &farewells[atomic_load(&prepared) == &farewells[0]];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (strlen(path) < sizeof farewell->path && strlen(text) < sizeof farewell->text &&
        strlen(message) < sizeof farewell->message) {
        strcpy(farewell->path, path);
        snprintf(farewell->temporary, sizeof farewell->temporary, "%.*s.%s.%ld-quit.part", (int)(name - path), path,
                 name, (long)getpid());
        strcpy(farewell->text, text);
        strcpy(farewell->message, message);
        atomic_store(&prepared, farewell);
    }
}
